package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// matcher tells whether a document fits a query.
type matcher func(document map[string]any, target *index) bool

func badQuery(format string, values ...any) error {
	return apiError{400, "parsing_exception", fmt.Sprintf(format, values...)}
}

// parseQuery knows match_all, term and match; every other query is refused.
func parseQuery(query map[string]any) (matcher, error) {
	if query == nil {
		return func(map[string]any, *index) bool { return true }, nil
	}
	if len(query) != 1 {
		return nil, badQuery("[query] malformed, expected one query")
	}
	for kind, body := range query {
		clause, object := body.(map[string]any)
		if kind == "match_all" && object {
			return func(map[string]any, *index) bool { return true }, nil
		}
		if (kind != "term" && kind != "match") || !object || len(clause) != 1 {
			return nil, badQuery("unknown query [%s], or malformed (this stand-in knows [match_all], [term] and [match], of one field)", kind)
		}
		for field, value := range clause {
			return fieldMatcher(kind, field, value)
		}
	}
	return nil, badQuery("unreachable")
}

func fieldMatcher(kind, field string, value any) (matcher, error) {
	and := false
	if details, object := value.(map[string]any); object {
		value = details[map[string]string{"term": "value", "match": "query"}[kind]]
		operator, _ := details["operator"].(string)
		and = strings.EqualFold(operator, "and")
		if value == nil || len(details) > 2 || (len(details) == 2 && operator == "") {
			return nil, badQuery("[%s] query malformed", kind)
		}
	}
	wanted := fmt.Sprint(value)
	return func(document map[string]any, target *index) bool {
		name, keyword := strings.CutSuffix(field, ".keyword")
		exact := keyword || target.fieldType(field) == "keyword"
		for _, found := range fieldValues(document, strings.Split(name, ".")) {
			content, isText := found.(string)
			switch {
			case !isText || exact:
				if fmt.Sprint(found) == wanted {
					return true
				}
			case kind == "term":
				if slices.Contains(analyse(content), wanted) {
					return true
				}
			case anyOrAll(analyse(wanted), analyse(content), and):
				return true
			}
		}
		return false
	}, nil
}

func anyOrAll(wanted, found []string, all bool) bool {
	missing := func(word string) bool { return !slices.Contains(found, word) }
	if all {
		return !slices.ContainsFunc(wanted, missing)
	}
	return slices.ContainsFunc(wanted, func(word string) bool { return !missing(word) })
}

// analyse makes words of a text as the standard analyzer does: lower case, without punctuation.
func analyse(content string) []string {
	return strings.FieldsFunc(strings.ToLower(content), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_'
	})
}

// fieldType is a field's type in the mapping; a text that no mapping names is text with a keyword beside it.
func (i *index) fieldType(field string) string {
	at := i.meta.Mappings
	for _, part := range strings.Split(field, ".") {
		properties, _ := at["properties"].(map[string]any)
		at, _ = properties[part].(map[string]any)
	}
	kind, _ := at["type"].(string)
	return kind
}

func fieldValues(value any, parts []string) []any {
	switch value := value.(type) {
	case []any:
		var all []any
		for _, each := range value {
			all = append(all, fieldValues(each, parts)...)
		}
		return all
	case map[string]any:
		if len(parts) == 0 {
			return nil
		}
		found := fieldValues(value[parts[0]], parts[1:])
		if len(parts) > 1 {
			found = append(found, fieldValues(value[strings.Join(parts, ".")], nil)...)
		}
		return found
	case nil:
		return nil
	}
	if len(parts) > 0 {
		return nil
	}
	return []any{value}
}

// found is a document that fits.
type found struct {
	target *index
	op     operation
}

// find gives every document of the indices that fits, as searches see them, in the order of writing.
func find(targets []*index, fits matcher) ([]found, error) {
	var all []found
	for _, target := range targets {
		target.mutex.Lock()
		target.refreshIfDue()
		var ops []operation
		var failed error
		for _, at := range target.visible {
			op, err := target.read(at)
			if err != nil {
				failed = err
				break
			}
			var document map[string]any
			if json.Unmarshal(op.Source, &document) == nil && fits(document, target) {
				ops = append(ops, op)
			}
		}
		target.mutex.Unlock()
		if failed != nil {
			return nil, failed
		}
		slices.SortFunc(ops, func(a, b operation) int { return int(a.Sequence - b.Sequence) })
		for _, op := range ops {
			all = append(all, found{target, op})
		}
	}
	return all, nil
}

// wantedSearch is the body of a search.
type wantedSearch struct {
	Query          map[string]any `json:"query"`
	Size           *int           `json:"size"`
	From           int            `json:"from"`
	TrackTotalHits any            `json:"track_total_hits"`
}

func (n *node) search(r *request, wanted *wantedSearch) ([]found, []*index, error) {
	if len(r.body) > 0 {
		if err := r.decode(wanted); err != nil {
			return nil, nil, err
		}
	}
	if r.mayNothing(actionSearch) {
		return nil, nil, r.unauthorized(actionSearch, "index", indexPrivileges, "")
	}
	targets, err := n.resolve(r, r.PathValue("0"), actionSearch)
	if err != nil {
		return nil, nil, err
	}
	fits, err := parseQuery(wanted.Query)
	if err != nil {
		return nil, nil, err
	}
	all, err := find(targets, fits)
	return all, targets, err
}

// mayNothing tells whether no role grants an action on any index at all.
func (r *request) mayNothing(action string) bool {
	for _, each := range r.roles {
		for _, g := range each.Indices {
			if granted(g.Privileges, indexPrivileges, action) {
				return false
			}
		}
	}
	return true
}

func search(n *node, r *request) (result, error) {
	var wanted wantedSearch
	all, targets, err := n.search(r, &wanted)
	if err != nil {
		return result{}, err
	}
	size, from := 10, wanted.From
	if wanted.Size != nil {
		size = *wanted.Size
	}
	for name, into := range map[string]*int{"size": &size, "from": &from} {
		if value := r.URL.Query().Get(name); value != "" {
			if *into, err = strconv.Atoi(value); err != nil {
				return result{}, apiError{400, "illegal_argument_exception",
					fmt.Sprintf("Failed to parse int parameter [%s] with value [%s]", name, value)}
			}
		}
	}
	if size < 0 || from < 0 || size+from > 10000 {
		return result{}, apiError{400, "illegal_argument_exception",
			fmt.Sprintf("Result window is too large, from + size must be less than or equal to: [10000] but was [%d]", size+from)}
	}
	if r.URL.Query().Has("scroll") {
		if from != 0 || size == 0 {
			return result{}, apiError{400, "action_request_validation_exception", "Validation Failed: 1: using [from] or [size] 0 is not allowed in a scroll context;"}
		}
		return n.openScroll(r, all, size, len(targets))
	}
	return ok(page(all, from, size, len(targets)))
}

// page is an answer with some of the documents found.
func page(all []found, from, size, targets int) map[string]any {
	hits := []any{}
	for at := from; at < len(all) && at < from+size; at++ {
		hits = append(hits, map[string]any{
			"_index": all[at].target.name, "_id": all[at].op.ID, "_score": 1.0, "_source": all[at].op.Source,
		})
	}
	return map[string]any{
		"took": 1, "timed_out": false, "_shards": shards(targets),
		"hits": map[string]any{"total": map[string]any{"value": len(all), "relation": "eq"}, "max_score": 1.0, "hits": hits},
	}
}

func count(n *node, r *request) (result, error) {
	var wanted wantedSearch
	all, targets, err := n.search(r, &wanted)
	if err != nil {
		return result{}, err
	}
	return ok(map[string]any{"count": len(all), "_shards": shards(len(targets))})
}
