// SPDX-License-Identifier: Apache-2.0

//go:build alerts

package e2e

import (
	"cmp"
	"fmt"
	"html"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// drawnPanel is a panel with what its expressions returned.
type drawnPanel struct {
	title, kind, unit string
	x, y, w, h        int // in Grafana's grid
	bars              []bar
}

type bar struct {
	legend string
	value  float64
}

func (p *drawnPanel) add(t *testing.T, legend, value string) {
	t.Helper()
	v, err := strconv.ParseFloat(value, 64)
	require.NoError(t, err, legend)
	p.bars = append(p.bars, bar{legend, v})
}

const (
	cellWidth, cellHeight = 50, 24 // of Grafana's grid
	margin                = 6
)

// drawDashboard draws the panels where they stand, each with its values as bars: what they are at one moment.
func drawDashboard(title string, panels []drawnPanel) string {
	height := 0
	for _, p := range panels {
		height = max(height, (p.y+p.h)*cellHeight)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n",
		24*cellWidth, height+40)
	b.WriteString("<!-- Drawn by the test of the dashboard from what Prometheus answered: make dashboard -->\n")
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" fill="#111217"/>`+"\n"+
		`<text x="%d" y="25" fill="#fff" font-size="17">%s</text>`+"\n", margin*2, html.EscapeString(title))
	for _, p := range panels {
		p.draw(&b)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func (p *drawnPanel) draw(b *strings.Builder) {
	x, y, w, h := p.x*cellWidth+margin, p.y*cellHeight+40, p.w*cellWidth-2*margin, p.h*cellHeight-2*margin
	fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" rx="3" fill="#181b1f" stroke="#2d3036"/>`+"\n", x, y, w, h)
	fmt.Fprintf(b, `<text x="%d" y="%d" fill="#ccccdc" font-weight="bold">%s</text>`+"\n", x+10, y+19, html.EscapeString(p.title))
	if p.kind == "stat" {
		fmt.Fprintf(b, `<text x="%d" y="%d" fill="%s" font-size="34" text-anchor="middle">%s</text>`+"\n",
			x+w/2, y+64, color(p.title), p.format(p.bars[0].value))
		return
	}
	slices.SortFunc(p.bars, func(a, b bar) int {
		return cmp.Or(cmp.Compare(b.value, a.value), cmp.Compare(a.legend, b.legend))
	})
	most := p.bars[0].value
	text := min(w*6/10, 7*longest(p.bars)+24) // what the legend takes
	if p.kind == "table" {
		text = w - 160
	}
	space := min(22, (h-32)/len(p.bars))
	for i, bar := range p.bars {
		top := y + 30 + i*space
		full := float64(w - text - 70)
		legend := []rune(bar.legend)
		if fit := (text - 10) * 10 / 68; len(legend) > fit {
			legend = append(legend[:fit-1], '…')
		}
		fmt.Fprintf(b, `<text x="%d" y="%d" fill="#ccccdc">%s</text>`, x+10, top+13, html.EscapeString(string(legend)))
		fmt.Fprintf(b, `<rect x="%d" y="%d" width="%.0f" height="%d" fill="%s"/>`, x+text, top+2, max(2, full*bar.value/most), space-7, color(bar.legend))
		fmt.Fprintf(b, `<text x="%.0f" y="%d" fill="#fff">%s</text>`+"\n", float64(x+text)+max(2, full*bar.value/most)+6, top+13, p.format(bar.value))
	}
}

func (p *drawnPanel) format(v float64) string {
	s := strconv.FormatFloat(math.Round(v), 'f', -1, 64)
	if p.unit == "s" {
		s += " s"
	}
	return s
}

func longest(bars []bar) (n int) {
	for _, b := range bars {
		n = max(n, len([]rune(b.legend)))
	}
	return n
}

// color is the same for the same text, wherever it stands.
func color(text string) string {
	palette := []string{"#73bf69", "#f2cc0c", "#8ab8ff", "#ff780a", "#f2495c", "#b877d9", "#5794f2", "#56a64b"}
	sum := 0
	for _, r := range text {
		sum = sum*31 + int(r)
	}
	return palette[(sum%len(palette)+len(palette))%len(palette)]
}
