// SPDX-License-Identifier: Apache-2.0

package workload

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"go.opentelemetry.io/collector/pdata/plog"
)

// Lines in the forms of logs that are published for research, one per system: with the same mean length (75 to 300 bytes)
// and share of digits (18 to 43 per hundred bytes). The words are made up. In a form, # is a digit, and @ a hexadecimal one.
var forms = []string{
	"##-## ##:##:##.###  #### ##### D PaneManager: layout of slot ### in [##,##][####,####] is done, " +
		"shown=true, the focus is kept by com.example.home",
	"[Sun Dec ## ##:##:## ####] [notice] pool of workers is ready, child ##### in seat # of /etc/web/pool.conf",
	"- ########## ####.##.## R##-K#-P#-C:B##-U## ####-##-##-##.##.##.###### R##-K#-P#-C:B##-U## UNIT " +
		"CORE INFO cache row ######## mended after # tries, mask 0x@@@@@@@@",
	"###### ###### ### INFO store.Piece$Carrier: piece pc_-################### comes from: " +
		"/##.###.##.###:##### and goes to: /##.###.##.###:#####",
	"###### rack-### unit.fan speed_level.changed ########## # fan goes slower: \\042rack-###\\042",
	"####-##-## ##:##:##,### INFO [main] org.example.cluster.app.AttemptDesk: " +
		"attempt_#############_####_m_######_# of the job has asked for its share of the work, and is given it now",
	"########-##:##:##:###|Pace_Meter|########|paceIsCounted #### sumOfThisDayInSteps = #############",
	"Jun ## ##:##:## relay remote(login)[#####]: check of a password has failed; user= as=# from=# " +
		"line=NODE host=###.##.###.##",
	"Jul  # ##:##:## studio-laptop com.example.share[#####]: (Cloud) the timer of the interface en# " +
		"has fired after ##.# seconds, nothing to do for bundle /Library/Share",
	"Dec ## ##:##:## gate-## remote[#####]: ###.##.###.### has hung up: ##: good night [before login] port #####",
	"api.log.#.####-##-##_##:##:## ####-##-## ##:##:##.### ##### INFO app.server [call-@@@@@@@@-@@@@-@@@@-@@@@-@@@@@@@@@@@@ " +
		"@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ - - -] ##.###.###.# \"GET " +
		"/v#/@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@/machines/all HTTP/1.1\" code: ### size: #### took: #.#######",
	"[##.## ##:##:##] browser.exe - edge.example.com:### ends, ##### bytes (##.# KB) out, ##### bytes " +
		"(##.# KB) in, it took ##:##",
	"##/##/## ##:##:## INFO runner.Desk: piece ##.# of step ##.# (no ####) is through. #### bytes go back to the lead",
	"- ########## ####.##.## dn### Nov # ##:##:## dn###/dn### timer(login)[#####]: root may work now, " +
		"by (user=#), until ##########-######, then no more",
	"####-##-## ##:##:##, Info                  SET    Visit: ########_########## begun by the client " +
		"of the installer; what it read was state ###",
	"####-##-## ##:##:##,### - INFO  [Voter[seat=#]/##.##.##.##:####:Ballot@###] - no word from the " +
		"others for: ##### from seat=# at=0x@@@@@@@@@",
}

// form returns the i-th line.
func form(i int) string {
	random := rand.New(rand.NewPCG(uint64(i), 0)) // the same in each run
	return strings.Map(func(r rune) rune {
		switch r {
		case '#':
			return rune('0' + random.IntN(10))
		case '@':
			return rune("0123456789abcdef"[random.IntN(16)])
		default:
			return r
		}
	}, forms[i%len(forms)])
}

// formed returns log records with these lines, bare or as JSON, each with this many attributes.
func formed(asJSON bool, attributes int) Workload {
	name := fmt.Sprintf("log lines of %d systems, %d attributes", len(forms), attributes)
	if asJSON {
		name += ", JSON"
	}
	return logs(name, size, none, func(i int, r plog.LogRecord) {
		line := form(i)
		if asJSON {
			line = fmt.Sprintf(`{"time":"2026-01-02T03:04:05.%03dZ","level":"info","logger":"sync.worker","msg":%q,"pid":%d}`, i%1000, line, 1000+i)
		}
		r.Body().SetStr(line)
		r.Attributes().Clear()
		for k := range attributes {
			if name := attributeNames[k]; k%4 == 3 {
				r.Attributes().PutInt(name, int64(i+k))
			} else {
				r.Attributes().PutStr(name, fmt.Sprintf("%s-%d-of-%x", "value", k, i*7919))
			}
		}
	})
}

// attributeNames are what collectors of files and containers, and loggers, add to a record.
var attributeNames = strings.Fields(`log.file.name log.file.path log.iostream log.record.line k8s.pod.name k8s.namespace.name
	k8s.container.name k8s.container.restart_count k8s.node.name thread.name logger.name thread.id code.function.name code.file.path
	service.instance.id code.line.number tenant request.id device.id attempt`)
