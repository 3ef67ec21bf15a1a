// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/processor"

	"github.com/mdm-observability/mdmerrorprocessor/processor/enrich"
)

// memoryKey identifies the memory that pipelines share. A reloaded configuration gets a new one.
type memoryKey struct {
	id  component.ID
	cfg *Config
}

// memory is what the pipelines of one processor remember, from the start of the first to the shutdown of the last.
type memory struct {
	*enrich.Memory        // nil if joins are disabled
	forget         func() // removes it from the factory

	mu      sync.Mutex
	started int
	stop    func() // stops reporting its metrics
}

// memory returns the memory that the pipelines of this processor share.
func (f *factory) memory(set processor.Settings, cfg *Config) *memory {
	if !cfg.Join.Enabled {
		return &memory{}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	key := memoryKey{set.ID, cfg}
	m := f.memories[key]
	if m == nil {
		m = &memory{Memory: enrich.NewMemory(cfg.Join.TTL, cfg.Join.EventTTL, cfg.Join.MaxItems)}
		m.forget = func() {
			f.mu.Lock()
			defer f.mu.Unlock()
			delete(f.memories, key)
		}
		f.memories[key] = m
	}
	return m
}

func (m *memory) start(set processor.Settings) (err error) {
	if m.Memory == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.started++; m.started == 1 {
		m.stop, err = enrich.ReportMemory(m.Memory, set.TelemetrySettings, set.ID)
	}
	return err
}

func (m *memory) shutdown() {
	if m.Memory == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.started--; m.started == 0 {
		m.stop()
		m.forget()
	}
}
