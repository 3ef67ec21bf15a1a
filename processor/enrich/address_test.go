// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

func TestAPIByPath(t *testing.T) {
	t.Parallel()
	for want, all := range map[catalog.API][]string{
		catalog.V2: {
			"url.path=/mdm/v2/assets", "url.path=/mdm/mdm/v2/assets", "http.target=/mdm/v2/assets?pageIndex=1",
			"url.full=https://vpp.itunes.apple.com/mdm/v2/assets?x#y", "http.url=https://proxy.example/apple/mdm/v2/assets",
			"url.full=https://proxy.example//mdm/v2/assets", "url.full=/mdm/v2/assets",
		},
		catalog.V1: {
			"url.path=/mdm/getVPPUserSrv", "http.url=https://vpp.itunes.apple.com/mdm/getVPPUserSrv?x=1",
			"url.path=/ http.target=/mdm/getVPPUserSrv",
		},
		"": {
			"", "url.path=/mdm/checkin", "url.path=/api/getVPPUserSrv", "http.target=/api/getVPPUserSrv?to=/mdm/x",
			"url.full=https://vpp.itunes.apple.com", "url.full=https://vpp.itunes.apple.com/?back=/mdm/v2/",
			"url.full=https://vpp.itunes.apple.com/a#/mdm/v2/", "url.full=https://vpp.itunes.apple.com/mdm/x#/mdm/v2/",
			"url.full=https://mdm/v2/assets", "url.full=/r?u=https://x/mdm/v2/assets",
		},
	} {
		for _, text := range all {
			attributes, o := pcommon.NewMap(), selection{}
			for attribute := range strings.FieldsSeq(text) {
				name, value, _ := strings.Cut(attribute, "=")
				attributes.PutStr(name, value)
			}
			o.collect(attributes, circumstances, false)
			api, _ := o.operation()
			assert.Equal(t, want, api, text)
		}
	}
}
