package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

const looks = `{"cluster":["cluster:monitor/health","cluster:monitor/nodes/info","cluster:monitor/state"],` +
	`"indices":[{"names":["lake-*"],"privileges":["read","view_index_metadata"]}]}`

func TestAClientThatGoesFromNodeToNodeFindsMappingsAndReadsPageByPage(t *testing.T) {
	n := newNode(t, t.TempDir())
	reader := putPrincipal(t, n, "dremio", looks)
	other := putPrincipal(t, n, "other", looks)
	must(t, n, administrator, "PUT", "/lake-a", `{"mappings":{"properties":{"note":{"type":"keyword"}}}}`, 200)
	for number := range 5 {
		must(t, n, administrator, "PUT", fmt.Sprintf("/lake-a/_doc/%d?refresh=true", number), `{"note":"x"}`, 201)
	}
	if answer := must(t, n, reader, "GET", "/_nodes", "", 200); !strings.Contains(answer, `"publish_address":"127.0.0.1:9200"`) {
		t.Error(answer)
	}
	for _, path := range []string{"/_cluster/state/metadata", "/_cluster/state/metadata/lake-a"} {
		if answer := must(t, n, reader, "GET", path, "", 200); !strings.Contains(answer, `"_doc":{"properties":{"note":{"type":"keyword"}}}`) {
			t.Error(answer)
		}
	}
	type answer struct {
		ID   string `json:"_scroll_id"`
		Hits struct{ Hits []any }
	}
	var first, next answer
	_ = json.Unmarshal([]byte(must(t, n, reader, "POST", "/lake-a/_search?scroll=1m&size=3", `{"query":{"match_all":{}}}`, 200)), &first)
	body := fmt.Sprintf(`{"scroll":"1m","scroll_id":%q}`, first.ID)
	must(t, n, other, "POST", "/_search/scroll", body, 404)
	_ = json.Unmarshal([]byte(must(t, n, reader, "POST", "/_search/scroll", body, 200)), &next)
	if len(first.Hits.Hits) != 3 || len(next.Hits.Hits) != 2 {
		t.Errorf("%d and %d documents, wanted 3 and 2", len(first.Hits.Hits), len(next.Hits.Hits))
	}
	must(t, n, reader, "DELETE", "/_search/scroll/"+first.ID, "", 200)
	must(t, n, reader, "POST", "/_search/scroll", body, 404)
}

func TestWhoLooksAtTheClusterDoesNothingElseWithIt(t *testing.T) {
	n := newNode(t, t.TempDir())
	reader := putPrincipal(t, n, "dremio", looks)
	for _, path := range []string{"/", "/_nodes/stats", "/_cluster/settings", "/_security/user", "/_cat/indices?format=json"} {
		must(t, n, reader, "GET", path, "", 403)
	}
	nobody := putPrincipal(t, n, "nobody", `{"indices":[{"names":["lake-*"],"privileges":["read"]}]}`)
	for _, path := range []string{"/_nodes", "/_cluster/state/metadata", "/_cluster/health"} {
		must(t, n, nobody, "GET", path, "", 403)
	}
}
