// SPDX-License-Identifier: Apache-2.0

package docgen

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// advice is what advice.yaml says.
type advice struct {
	Classes map[catalog.RetryClass]string `mapstructure:"classes"`
	Phrases map[string]string             `mapstructure:"phrases"`
	Numbers map[string]struct {
		Do       string `mapstructure:"do"`
		Resolved string `mapstructure:"resolved"`
	} `mapstructure:"numbers"`
}

func readAdvice(t *testing.T) (a advice) {
	t.Helper()
	readYAML(t, "internal/docgen/advice.yaml", &a)
	return a
}

// whole returns a text with its phrases.
func (a *advice) whole(text string) string {
	for name, phrase := range a.Phrases {
		text = strings.ReplaceAll(text, "{"+name+"}", phrase)
	}
	return text
}

func TestEveryErrorHasAdvice(t *testing.T) {
	t.Parallel()
	a, numbers := readAdvice(t), catalog.Default().Numbers()
	for _, number := range numbers {
		assert.NotEmpty(t, a.Numbers[strconv.Itoa(number)].Do, number)
	}
	assert.Len(t, a.Numbers, len(numbers), "advice on numbers that aren't documented")
	for _, class := range catalog.RetryClasses() {
		assert.NotEmpty(t, a.Classes[class], class)
	}
}
