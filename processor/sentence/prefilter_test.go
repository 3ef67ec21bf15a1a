// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// ordinary are everyday log lines.
var ordinary = map[string][]string{
	"prose": {
		"2026-11-22 08:41:19,301 INFO [worker-7] processed request from 192.0.2.14 in 9609 ms, cache hit ratio 0.93",
		"The service is available again, next run was scheduled, queue length 9605, memory 88 percent, all ok",
		"User account was already provided by the directory, 9604 groups were associated, nothing to change",
		"Thumbnail couldn't be made for upload 9612, the file has been moved to quarantine, will be retried",
		"Connection to replica 3 was lost after 9601 s, reconnected, no requests had to be sent once again",
		"Nov 22 08:41:20 mdm01 sshd[9622]: Accepted publickey for deploy from 192.0.2.7 port 22 ssh2: ED25519",
		"The token of session 9621 has been renewed, the user must login again within thirty minutes of that",
		"VPP sync: 9616 of 9700 licenses are assigned, 84 aren't; the sToken expires in 96 days",
		"Zwei Geräte — 9601 und 9602 — haben sich „gemeldet“", "error: device 9625 is not enrolled", "exit 9609", "retry 3/5 of job 9700 after 9609ms",
	},
	"access log": {
		`192.0.2.9 - - [22/Nov/2026:08:41:19 +0000] "GET /mdm/checkin?id=9603 HTTP/1.1" 200 9601 "-" "Mozilla/5.0 AppleWebKit/605"`,
		`192.0.2.9 - jdoe [22/Nov/2026:08:41:20 +0000] "POST /api/v1/vpp/assets HTTP/2" 404 9729 9700 0.012`,
		`time=2026-11-22T08:41:21Z level=INFO msg=request status=200 bytes=9609 path=/v1/vpp took=9.622ms port=9700`,
	},
	"JSON": {
		`{"time":"2026-11-22T08:41:19Z","level":"info","msg":"device checked in","device_id":9609,"os":"26.1"}`,
		`{"time":"2026-11-22T08:41:20Z","level":"warn","msg":"slow query","took_ms":9610,"table":"profiles"}`,
		`{"time":"2026-11-22T08:41:22Z","level":"error","error":"context canceled","request":9625,"user":"jdoe"}`,
		`{"log":"{\"level\":\"info\",\"msg\":\"license was assigned\",\"note\":\"it took 9610 ms, no longer than before\"}\n","stream":"stdout"}`,
	},
	"stack trace": {
		"goroutine 9601 [running]:\nmain.handleRequest(0xc000123400, {0x7f1c, 0xc0000a})\n\t/srv/app/handler.go:153 +0x1a5",
		"created by example.com/mdm/internal/service.(*Scheduler).available\n\t/srv/app/internal/schedule.go:9609 +0x4c5",
		"java.lang.IllegalStateException: not ready\n\tat com.example.mdm.Service.call(Service.java:9610)\n\t... 96 more",
		"Traceback (most recent call last):\n  File \"/srv/app/licenses.py\", line 9610, in assign\nKeyError: 'adamId'",
	},
}

func TestOrdinaryTextsAreRuledOut(t *testing.T) {
	for kind, lines := range ordinary {
		for _, line := range append(lines, strings.Join(lines, "\n")) {
			assert.False(t, vocabulary.MayHold(line), "%s: %s", kind, line)
			assert.Zero(t, testing.AllocsPerRun(10, func() { vocabulary.MayHold(line) }), line)
			assert.True(t, testing.AllocsPerRun(10, func() { vocabulary.Names(line) }) == 0 || vocabulary.mayName(line), line)
		}
	}
}

func TestMissesAllocateNothing(t *testing.T) {
	var x Text
	for _, text := range []string{
		ordinary["prose"][0], "Apple: error - 9610 left, \\n License not  found, the server has revoked the tokens", "errorCodes=[{errorNumber=9601}] ’", `"msg": "Apple error 9625"`, "VPP answered 401",
	} {
		look := func() {
			x.Reset()
			x.Add(text)
			if len(x.Errors(vocabulary, false)) > 0 {
				t.Error(text)
			}
			x.Reset()
			x.Add("x")
			x.Skip()
			x.Add(text)
			x.StatusAt(vocabulary, 0, 9625)
		}
		look()
		assert.Zero(t, testing.AllocsPerRun(10, look), text)
	}
}
