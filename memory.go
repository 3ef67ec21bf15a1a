// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
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
	*enrich.Memory
	started int    // pipelines
	stop    func() // stops reporting its metrics
}

// memory returns the memory that the pipelines of this processor share; nil if joins are disabled.
func (f *factory) memory(key memoryKey) *enrich.Memory {
	if !key.cfg.Join.Enabled {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	m := f.memories[key]
	if m == nil {
		m = &memory{Memory: enrich.NewMemory(key.cfg.Join.TTL, key.cfg.Join.EventTTL, key.cfg.Join.MaxItems)}
		f.memories[key] = m
	}
	return m.Memory
}

// start counts a pipeline that starts. The first one reports the memory's metrics.
func (f *factory) start(key memoryKey, set processor.Settings) (err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if m := f.memories[key]; m != nil {
		if m.started++; m.started == 1 {
			m.stop, err = enrich.ReportMemory(m.Memory, set.TelemetrySettings, set.ID)
		}
	}
	return err
}

// shutdown ends a pipeline. The last one ends the memory.
func (f *factory) shutdown(key memoryKey) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if m := f.memories[key]; m != nil {
		if m.started--; m.started == 0 {
			m.stop()
			delete(f.memories, key)
		}
	}
}
