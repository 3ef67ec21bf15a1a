// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Reason{
		"error 9610 of job 7: License not found":             MarkedWithWording,
		"9616: License already assigned":                     BesideWording,
		"VPP 9610 License not found":                         BesideShortWording,
		"Apple said 9610 License not found":                  BesideShortWording,
		"VPP error 9634":                                     MarkedAndNamed,
		"The server has revoked the sToken, again":           Sufficient,
		"vpp: Registered user not found.":                    NamedWording,
		"9610 License not found":                             ShortWordingUnnamed,
		"error 9634":                                         MarkUnnamed,
		"VPP error 9634ms":                                   NotAlone,
		"VPP-9634":                                           NotAlone,
		"/vpp/9634":                                          Hidden,
		"VPP\n\tat a.B.error(B.java:9634)":                   Hidden,
		"VPP errorCodes=[{errorNumber=9634}]":                Listed,
		`"errorNumber": 9634, VPP`:                           PrintedLine,
		"VPP synced 9634 users":                              Unmarked,
		"12:00 ERROR 9634 vpp":                               Level,
		"KeyError: 9634, vpp":                                OtherClass,
		"vpp: os error 9634":                                 OtherOwner,
		"redis error code 9634":                              OtherOwner,
		"VPP status code: 9634":                              OtherCode,
		"VPP error: 9634 users":                              Introduction,
		"VPP error 9634 of SQL Server":                       SQLServer,
		"vpp: License not found":                             ShortWording,
		"Registered user not found.":                         WordingUnnamed,
		"vpp: Registered user not found in time":             SentenceGoesOn,
		"visa error 9634":                                    OtherOwner,
		"x\n\tat a.B(B.java:1)\n\tRegistered user not found": Hidden,
	} {
		if got := vocabulary.Explain(text); assert.NotEmpty(t, got, text) {
			assert.Equal(t, want, got[0].Reason, text)
		}
	}
	assert.Equal(t, []Candidate{
		{9625, false, MarkedAndNamed, 11}, {9609, false, BesideWording, 17}, {9609, true, NamedWording, 22},
	}, vocabulary.Explain("VPP error: 9625; 9609 Registered user not found"))
}

// Explain agrees with Errors.
func TestExplanationsAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := genSentence(t)
		sure := make(map[int64]bool)
		for _, c := range vocabulary.Explain(text) {
			if c.Reason.Counts() || c.Reason.NeedsService() {
				sure[c.Number] = sure[c.Number] || c.Reason.Counts()
			}
		}
		var x Text
		x.Add(text)
		told := make(map[int64]bool)
		for _, e := range x.Errors(vocabulary, false) {
			told[e.Number] = !e.NeedsService
		}
		assert.Equal(t, told, sure, "%q", text)
	})
}
