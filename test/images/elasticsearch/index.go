package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// entry is where a document lies in its index's log.
type entry struct {
	offset, length, version, sequence int64
}

// operation is a line of the log: a document written, or, without a source, removed.
type operation struct {
	ID       string          `json:"id"`
	Version  int64           `json:"version"`
	Sequence int64           `json:"seq_no"`
	Source   json.RawMessage `json:"source,omitempty"`
}

// index is a log of operations, in plain, and where each document's last one lies. Reading one document sees every
// write; a search sees those that a refresh has made visible, at the latest one that is a second old.
type index struct {
	mutex    sync.Mutex
	name     string
	log      *os.File
	size     int64
	sequence int64
	live     map[string]entry
	visible  map[string]entry
	pending  map[string]bool
	since    time.Time
	meta     indexMeta
}

// indexMeta is an index's settings and mapping, as its creator gave them.
type indexMeta struct {
	UUID     string         `json:"uuid"`
	Created  int64          `json:"creation_date"`
	Settings map[string]any `json:"settings"`
	Mappings map[string]any `json:"mappings"`
}

const refreshInterval = time.Second

func openIndex(directory string) (*index, error) {
	opened := &index{name: filepath.Base(directory), live: map[string]entry{}, visible: map[string]entry{}, pending: map[string]bool{}}
	content, err := os.ReadFile(filepath.Join(directory, "meta.json"))
	if err == nil {
		err = json.Unmarshal(content, &opened.meta)
	}
	if err != nil {
		return nil, err
	}
	opened.log, err = os.OpenFile(filepath.Join(directory, "documents.log"), os.O_RDWR|os.O_CREATE, 0o664)
	if err != nil {
		return nil, err
	}
	return opened, opened.replay()
}

// replay reads the log; a last line that a crash cut off was never acknowledged, and is taken off.
func (i *index) replay() error {
	content, err := os.ReadFile(i.log.Name())
	if err != nil {
		return err
	}
	for len(content) > 0 {
		end := bytes.IndexByte(content, '\n')
		var op operation
		if end < 0 || json.Unmarshal(content[:end], &op) != nil {
			break
		}
		i.take(op, int64(end)+1)
		content = content[end+1:]
	}
	i.refresh()
	return i.log.Truncate(i.size)
}

func (i *index) take(op operation, length int64) {
	if op.Source == nil {
		delete(i.live, op.ID)
	} else {
		i.live[op.ID] = entry{i.size, length, op.Version, op.Sequence}
	}
	if len(i.pending) == 0 {
		i.since = time.Now()
	}
	i.pending[op.ID] = true
	i.size += length
	i.sequence = op.Sequence + 1
}

// write puts operations at the end of the log and returns when they are on the drive. A source of nil removes.
func (i *index) write(ops ...*operation) error {
	var lines bytes.Buffer
	var lengths []int64
	versions := map[string]int64{}
	for count, op := range ops {
		last, written := versions[op.ID]
		if !written {
			last = i.live[op.ID].version
		}
		op.Version, op.Sequence = last+1, i.sequence+int64(count)
		versions[op.ID] = op.Version
		before := lines.Len()
		encoder := json.NewEncoder(&lines)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(op); err != nil {
			return err
		}
		lengths = append(lengths, int64(lines.Len()-before))
	}
	_, err := i.log.WriteAt(lines.Bytes(), i.size)
	if err == nil {
		err = i.log.Sync()
	}
	if err != nil {
		// A part of the lines must not be taken for a write later.
		return errors.Join(fmt.Errorf("log of [%s]: %w", i.name, err), i.log.Truncate(i.size))
	}
	for count, op := range ops {
		i.take(*op, lengths[count])
	}
	return nil
}

// refresh makes every write visible to searches.
func (i *index) refresh() {
	for id := range i.pending {
		if at, lives := i.live[id]; lives {
			i.visible[id] = at
		} else {
			delete(i.visible, id)
		}
	}
	clear(i.pending)
}

func (i *index) refreshIfDue() {
	if len(i.pending) > 0 && time.Since(i.since) >= refreshInterval {
		i.refresh()
	}
}

func (i *index) read(at entry) (operation, error) {
	line := make([]byte, at.length)
	var op operation
	if _, err := i.log.ReadAt(line, at.offset); err != nil {
		return op, err
	}
	return op, json.Unmarshal(line, &op)
}
