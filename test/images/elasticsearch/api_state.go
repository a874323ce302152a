package main

import (
	"net"
)

// getNodes tells where the one node is, as clients ask who go from node to node.
func getNodes(n *node, r *request) (result, error) {
	if err := r.needCluster(actionNodesInfo); err != nil {
		return result{}, err
	}
	addresses := n.settings.list("http.host", n.settings.list("network.host", "127.0.0.1")...)
	host := addresses[len(addresses)-1]
	return ok(map[string]any{
		"cluster_name": n.settings.get("cluster.name", "elasticsearch"),
		"nodes": map[string]any{nodeName: map[string]any{
			"name": nodeName, "version": version, "host": host, "ip": host,
			"http": map[string]any{"publish_address": net.JoinHostPort(host, n.settings.get("http.port", "9200"))},
		}},
	})
}

// getState gives the mappings of indices, of all or of one. It is a right on the cluster: it leaves no index out.
func getState(n *node, r *request) (result, error) {
	if err := r.needCluster(actionState); err != nil {
		return result{}, err
	}
	wanted := r.PathValue("0")
	indices := map[string]any{}
	for _, name := range n.indices.names("*") {
		each := n.indices.get(name)
		if each == nil || (wanted != "" && wanted != name) {
			continue
		}
		mappings := map[string]any{}
		if len(each.meta.Mappings) > 0 {
			mappings["_doc"] = each.meta.Mappings
		}
		indices[name] = map[string]any{"state": "open", "aliases": []string{}, "mappings": mappings}
	}
	if wanted != "" && len(indices) == 0 {
		return result{}, noSuchIndex(wanted)
	}
	return ok(map[string]any{
		"cluster_name": n.settings.get("cluster.name", "elasticsearch"), "metadata": map[string]any{"indices": indices},
	})
}
