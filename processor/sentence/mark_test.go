// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"
	"testing"
)

// Separators of all kinds may be between the level, the process id and the rest of the line, and log shippers put something in front.
func TestProcessIDsAfterALevel(t *testing.T) {
	t.Parallel()
	levels := []string{
		"ERROR 9610: ", "ERROR:9610: ", "ERROR: 9610: ", "ERROR 9610] ", "ERROR #9610 ", "[ERROR 9610] ", "[ERROR:9610] ", "[ERROR 9610 ", "[12:00 ERROR 9610] ",
		"ERROR (9610): ", "ERROR 9610 | ", "ERROR 9610: - ",
	}
	for _, head := range []string{
		"", "2026-01-01 12:00:00,123 ", "Jan 2 12:00:00 ", "12:00:00 UTC ", "[worker] ", "x: done\n", "2026-05-04T10:41:07.12Z stderr F ",
		"<11>1 2026-05-04T10:41:07.120Z mdm01 worker 88 - - ", "May 04 10:41:07 mdm01 vpp[88]: ", "2026-05-04T10:41:07+00:00 app[vpp.1]: ",
		"vpp-6f7c9d-x vpp 2026-11-22T08:41:20.331Z ", "2026-05-04T10:41:07Z\tmdm.vpp\t[08:41:20] ", "vpp: 08:41:20 ",
	} {
		for _, level := range levels {
			assertNumber(t, 0, head+level+"vpp sync failed", head+level+"sync of VPP\nLicense not found")
			assertNumber(t, 9634, head+level+"Apple VPP error 9634: Service removed.")
			assertNumber(t, 9610, head+strings.ToLower(level)+"(sync of VPP)", head+level+"License not found (VPP)", head+level+"VPP: License not found",
				head+"[vpp] "+level) // lower case, wording or nothing after it
		}
	}
	for _, level := range []string{"ERROR 9610: ", "ERROR: 9610: ", "[ERROR 9610] ", "ERROR (9610): ", "ERROR 9610 | "} {
		assertNumber(t, 9610, "vpp: "+level+"sync failed", "sync of vpp: "+level+"x", "[vpp] (sync "+level+"x") // name in front
	}
	assertNumber(t, 9610, "ERROR=9610 service=vpp", `ERROR "9610" vpp`, `ERROR '9610' vpp`, `message="ERROR (9610)" service="vpp"`, "ERROR 9610, vpp", "ERROR 9610:\nvpp", "ERROR 9610 - !\nvpp", "ERROR: VPP error 9610")
	assertNumber(t, 0, "Jan 1 12:00:00 mac01 vpp[9]: ERROR 9610 --- [main] c.e.Sync : boom", "vpp-7f9c sync ERROR 9610 --- [main] x")
	assertNumber(t, 9610, "vpp: error 9610 --- [main] x", "vpp: ERROR 9610 -- [main] x", "vpp: ERROR 9610 --- x")
}
