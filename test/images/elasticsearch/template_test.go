package main

import (
	"strings"
	"testing"
)

const template = `{"index_patterns":["lake-*"],"priority":200,
	"template":{"settings":{"index":{"number_of_shards":3,"number_of_replicas":1}}},"_meta":{"lakehouse":true}}`

func TestATemplateCountsWhereTheMakerDoesNotSay(t *testing.T) {
	data := t.TempDir()
	n := newNode(t, data)
	must(t, n, administrator, "PUT", "/_index_template/lakehouse", template, 200)
	must(t, n, administrator, "PUT", "/lake-a/_doc/1", `{"n":1}`, 201)
	must(t, n, administrator, "PUT", "/lake-b", `{"settings":{"index.number_of_replicas":2}}`, 200)
	must(t, n, administrator, "PUT", "/logs-a", "", 200)
	n = reopen(t, data)
	must(t, n, administrator, "GET", "/_index_template/lakehouse", "", 200)
	for name, wanted := range map[string]string{
		"lake-a": `"number_of_replicas":"1","number_of_shards":"3"`,
		"lake-b": `"number_of_replicas":"2","number_of_shards":"3"`,
		"logs-a": `"number_of_replicas":"1","number_of_shards":"1"`,
	} {
		if answer := must(t, n, administrator, "GET", "/"+name, "", 200); !strings.Contains(answer, wanted) {
			t.Errorf("%s: %s", name, answer)
		}
	}
}

func TestATemplateIsRefused(t *testing.T) {
	n := newNode(t, t.TempDir())
	must(t, n, administrator, "PUT", "/_index_template/none", `{"priority":200}`, 400)
	must(t, n, administrator, "PUT", "/_index_template/odd", `{"index_patterns":["lake-*"],"template":{"settings":{"index.codec":"x"}}}`, 400)
	must(t, n, administrator, "PUT", "/_index_template/lakehouse", template, 200)
	must(t, n, administrator, "PUT", "/_index_template/other", template, 400)
	must(t, n, administrator, "GET", "/_index_template/other", "", 404)
	user := putPrincipal(t, n, "tester", `{"indices":[{"names":["lake-*"],"privileges":["all"]}]}`)
	must(t, n, user, "PUT", "/_index_template/lakehouse", template, 403)
}
