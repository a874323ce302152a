package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
)

// change is one write of a document, and what is answered to it.
type change struct {
	kind   string // index, create or delete
	op     operation
	target *index
	status int
	result string
	err    error
}

func (c *change) action() string {
	return map[string]string{"index": actionIndexDocument, "create": actionCreateDocument, "delete": actionDeleteDocument}[c.kind]
}

// prepare judges a change against the index, whose lock is held, and the changes before it in the same request.
func (c *change) prepare(exists bool) bool {
	switch {
	case c.kind == "delete" && !exists:
		c.status, c.result = 404, "not_found"
		return false
	case c.kind == "delete":
		c.status, c.result = 200, "deleted"
	case c.kind == "create" && exists:
		c.err = apiError{409, "version_conflict_engine_exception",
			fmt.Sprintf("[%s]: version conflict, document already exists (current version [%d])", c.op.ID, c.target.live[c.op.ID].version)}
		return false
	case exists:
		c.status, c.result = 200, "updated"
	default:
		c.status, c.result = 201, "created"
	}
	return true
}

// apply writes changes of one index.
func apply(target *index, changes []*change, refreshed bool) error {
	target.mutex.Lock()
	defer target.mutex.Unlock()
	exists := map[string]bool{}
	var ops []*operation
	for _, each := range changes {
		now, seen := exists[each.op.ID]
		if !seen {
			_, now = target.live[each.op.ID]
		}
		if each.prepare(now) {
			ops = append(ops, &each.op)
			exists[each.op.ID] = each.kind != "delete"
		}
	}
	if len(ops) > 0 {
		if err := target.write(ops...); err != nil {
			return err
		}
	}
	if refreshed {
		target.refresh()
	}
	return nil
}

func (c *change) answer() map[string]any {
	return map[string]any{
		"_index": c.target.name, "_id": c.op.ID, "_version": c.op.Version, "result": c.result,
		"_shards": map[string]any{"total": 1, "successful": 1, "failed": 0}, "_seq_no": c.op.Sequence, "_primary_term": 1,
	}
}

func checkDocument(id string, source []byte) error {
	var document map[string]any
	if err := json.Unmarshal(source, &document); err != nil || document == nil {
		return apiError{400, "document_parsing_exception", "failed to parse, document is no JSON object"}
	}
	if len(id) > 512 {
		return apiError{400, "action_request_validation_exception", "Validation Failed: 1: id is too long, must be no longer than 512 bytes;"}
	}
	return nil
}

func putDocument(n *node, r *request) (result, error) {
	one := &change{kind: "index", op: operation{ID: r.PathValue("1"), Source: r.body}}
	if strings.Contains(r.URL.Path, "/_create/") || r.URL.Query().Get("op_type") == "create" {
		one.kind = "create"
	}
	if one.op.ID == "" {
		// An id that the server makes cannot be one that is there already.
		one.kind, one.op.ID = "create", rand.Text()[:20]
	}
	return oneChange(n, r, one)
}

func deleteDocument(n *node, r *request) (result, error) {
	return oneChange(n, r, &change{kind: "delete", op: operation{ID: r.PathValue("1")}})
}

func oneChange(n *node, r *request, one *change) (result, error) {
	var err error
	if one.kind != "delete" {
		if err := r.needIndex(one.action(), r.PathValue("0")); err != nil {
			return result{}, err
		}
		if err := checkDocument(one.op.ID, one.op.Source); err != nil {
			return result{}, err
		}
	}
	if one.target, err = n.writable(r, r.PathValue("0"), one.action()); err != nil {
		return result{}, err
	}
	if err := apply(one.target, []*change{one}, r.wantsRefresh()); err != nil {
		return result{}, err
	}
	return result{one.status, one.answer()}, one.err
}

func getDocument(n *node, r *request) (result, error) {
	found, err := n.resolve(r, r.PathValue("0"), actionRead)
	if err != nil {
		return result{}, err
	}
	if len(found) != 1 {
		return result{}, apiError{400, "illegal_argument_exception", fmt.Sprintf("unable to resolve a single index from [%s]", r.PathValue("0"))}
	}
	target := found[0]
	target.mutex.Lock()
	defer target.mutex.Unlock()
	answer := map[string]any{"_index": target.name, "_id": r.PathValue("1"), "found": false}
	at, exists := target.live[r.PathValue("1")]
	if !exists {
		return result{404, answer}, nil
	}
	op, err := target.read(at)
	if err != nil {
		return result{}, err
	}
	answer["found"], answer["_version"], answer["_seq_no"], answer["_primary_term"] = true, at.version, at.sequence, 1
	answer["_source"] = op.Source
	return ok(answer)
}

// parseBulk reads lines of actions and documents.
func parseBulk(body []byte, otherwise string) ([]*change, []string, error) {
	malformed := func(format string, values ...any) error {
		return apiError{400, "illegal_argument_exception", fmt.Sprintf(format, values...)}
	}
	if len(body) == 0 || body[len(body)-1] != '\n' {
		return nil, nil, malformed("The bulk request must be terminated by a newline [\\n]")
	}
	var changes []*change
	var targets []string
	lines := bytes.Split(body[:len(body)-1], []byte("\n"))
	for at := 0; at < len(lines); at++ {
		var action map[string]struct {
			Index string `json:"_index"`
			ID    string `json:"_id"`
		}
		if err := json.Unmarshal(lines[at], &action); err != nil || len(action) != 1 {
			return nil, nil, malformed("Malformed action/metadata line [%d], expected an object with one action", at+1)
		}
		for kind, about := range action {
			if kind != "index" && kind != "create" && kind != "delete" {
				return nil, nil, malformed("Malformed action/metadata line [%d], this stand-in knows [create], [delete] and [index] but found [%s]", at+1, kind)
			}
			one := &change{kind: kind, op: operation{ID: about.ID}}
			if kind != "delete" {
				if at++; at >= len(lines) {
					return nil, nil, malformed("Malformed bulk request: the last action has no document")
				}
				one.op.Source = lines[at]
			}
			if one.op.ID == "" {
				one.op.ID = rand.Text()[:20]
			}
			if about.Index == "" {
				about.Index = otherwise
			}
			changes, targets = append(changes, one), append(targets, about.Index)
		}
	}
	return changes, targets, nil
}

func postBulk(n *node, r *request) (result, error) {
	changes, targets, err := parseBulk(r.body, r.PathValue("0"))
	if err != nil {
		return result{}, err
	}
	grouped := map[*index][]*change{}
	for at, each := range changes {
		if targets[at] == "" {
			return result{}, invalid("index is missing")
		}
		if each.kind != "delete" {
			each.err = checkDocument(each.op.ID, each.op.Source)
		}
		if each.err == nil {
			each.target, each.err = n.writable(r, targets[at], each.action())
		}
		if each.err == nil {
			grouped[each.target] = append(grouped[each.target], each)
		}
	}
	for target, group := range grouped {
		if err := apply(target, group, r.wantsRefresh()); err != nil {
			return result{}, err
		}
	}
	items, failed := []any{}, false
	for at, each := range changes {
		item := map[string]any{"_index": targets[at], "_id": each.op.ID}
		if refused, is := each.err.(apiError); is {
			failed = true
			item["status"], item["error"] = refused.status, map[string]any{"type": refused.kind, "reason": refused.reason}
		} else if each.err != nil {
			return result{}, each.err
		} else {
			item = each.answer()
			item["status"] = each.status
		}
		items = append(items, map[string]any{each.kind: item})
	}
	return ok(map[string]any{"took": 1, "errors": failed, "items": items})
}
