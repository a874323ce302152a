package main

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// version is the one of Elasticsearch that this stands in for.
const version = "9.4.5"

func getMain(n *node, r *request) (result, error) {
	if err := r.needCluster(actionMain); err != nil {
		return result{}, err
	}
	return ok(map[string]any{
		"name": nodeName, "cluster_name": n.settings.get("cluster.name", "elasticsearch"),
		"version": map[string]any{"number": version, "build_flavor": "stand-in", "build_type": "docker"},
		"tagline": "A stand-in for tests. Not Elasticsearch.",
	})
}

func getHealth(n *node, r *request) (result, error) {
	if err := r.needCluster(actionHealth); err != nil {
		return result{}, err
	}
	shards := len(n.indices.names("*"))
	return ok(map[string]any{
		"cluster_name": n.settings.get("cluster.name", "elasticsearch"), "status": "green", "timed_out": false,
		"number_of_nodes": 1, "number_of_data_nodes": 1, "active_primary_shards": shards, "active_shards": shards,
		"relocating_shards": 0, "initializing_shards": 0, "unassigned_shards": 0, "number_of_pending_tasks": 0,
		"active_shards_percent_as_number": 100.0,
	})
}

func getNodesStats(n *node, r *request) (result, error) {
	if err := r.needCluster(actionNodesStats); err != nil {
		return result{}, err
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	documents := 0
	for _, name := range n.indices.names("*") {
		if each := n.indices.get(name); each != nil {
			each.mutex.Lock()
			documents += len(each.live)
			each.mutex.Unlock()
		}
	}
	return ok(map[string]any{
		"cluster_name": n.settings.get("cluster.name", "elasticsearch"),
		"nodes": map[string]any{nodeName: map[string]any{
			"name": nodeName, "indices": map[string]any{"docs": map[string]any{"count": documents}},
			"jvm": map[string]any{
				"uptime_in_millis": time.Since(n.started).Milliseconds(),
				"mem":              map[string]any{"heap_used_in_bytes": memory.HeapAlloc, "heap_max_in_bytes": n.heapMaximum()},
			},
		}},
	})
}

// dynamicSettings can be changed while the node runs.
var dynamicSettings = []string{
	"action.auto_create_index", "action.destructive_requires_name", "ingest.geoip.downloader.enabled",
	"cluster.routing.allocation.disk.watermark.low", "cluster.routing.allocation.disk.watermark.high",
	"cluster.routing.allocation.disk.watermark.flood_stage", "cluster.deprecation_indexing.enabled",
}

// effective is a setting's value list: the persistent one, else the file's.
func (n *node) effective(name string, otherwise ...string) []string {
	if value, set := n.store.setting(name); set {
		return strings.Split(value, ",")
	}
	return n.settings.list(name, otherwise...)
}

func getClusterSettings(n *node, r *request) (result, error) {
	if err := r.needCluster(actionSettingsRead); err != nil {
		return result{}, err
	}
	persistent := map[string]any{}
	for _, name := range dynamicSettings {
		if value, set := n.store.setting(name); set {
			persistent[name] = value
		}
	}
	return ok(map[string]any{"persistent": persistent, "transient": map[string]any{}})
}

func putClusterSettings(n *node, r *request) (result, error) {
	if err := r.needCluster(actionSettingsUpdate); err != nil {
		return result{}, err
	}
	var wanted struct {
		Persistent map[string]any `json:"persistent"`
	}
	if err := r.decode(&wanted); err != nil {
		return result{}, err
	}
	flat := settings{}
	removed := map[string]bool{}
	for name, value := range wanted.Persistent {
		if value == nil {
			removed[name] = true
		} else if err := flat.flatten(name, value); err != nil {
			return result{}, apiError{400, "illegal_argument_exception", err.Error()}
		}
	}
	dynamic := map[string]bool{}
	for _, name := range dynamicSettings {
		dynamic[name] = true
	}
	for name := range flat {
		if !dynamic[name] {
			return result{}, apiError{400, "settings_exception",
				fmt.Sprintf("persistent setting [%s], not recognized or not dynamically updateable", name)}
		}
	}
	if err := flat.validate(); err != nil {
		return result{}, apiError{400, "illegal_argument_exception", err.Error()}
	}
	err := n.store.change(func() {
		for name := range removed {
			delete(n.store.state.Settings, name)
		}
		for name, values := range flat {
			n.store.state.Settings[name] = strings.Join(values, ",")
		}
	})
	if err != nil {
		return result{}, err
	}
	return ok(map[string]any{"acknowledged": true, "persistent": wanted.Persistent, "transient": map[string]any{}})
}

func catIndices(n *node, r *request) (result, error) {
	if err := r.needCluster(actionState); err != nil {
		return result{}, err
	}
	if r.mayNothing(actionIndexStats) {
		return result{}, r.unauthorized(actionIndexStats, "index", indexPrivileges, "")
	}
	if r.URL.Query().Get("format") != "json" {
		return result{}, apiError{400, "illegal_argument_exception", "this stand-in's [_cat] knows [format=json] only"}
	}
	rows := []any{}
	for _, name := range n.indices.names("*") {
		each := n.indices.get(name)
		if each == nil || !mayIndex(r.roles, actionIndexStats, name) {
			continue
		}
		each.mutex.Lock()
		rows = append(rows, map[string]any{
			"health": "green", "status": "open", "index": name, "uuid": each.meta.UUID, "pri": "1", "rep": "0",
			"docs.count": strconv.Itoa(len(each.live)), "store.size": strconv.FormatInt(each.size, 10) + "b",
		})
		each.mutex.Unlock()
	}
	return ok(rows)
}
