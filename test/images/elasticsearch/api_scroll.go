package main

import (
	"crypto/rand"
	"sync"
	"time"
)

// scrolled is what is left of a search that is read page by page; it stays as it was found.
type scrolled struct {
	all     []found
	at      int
	size    int
	targets int
	owner   string
	ends    time.Time
	life    time.Duration
}

// most scrolls that may be open at once (search.max_open_scroll_context).
const maxScrolls = 500

var scrolls = struct {
	sync.Mutex
	open map[string]*scrolled
}{open: map[string]*scrolled{}}

func scrollLife(text string) (time.Duration, error) {
	life, err := time.ParseDuration(text)
	if err != nil || life <= 0 || life > 24*time.Hour {
		return 0, apiError{400, "illegal_argument_exception", "failed to parse setting [scroll] with value [" + text + "] as a time value up to a day"}
	}
	return life, nil
}

func (n *node) openScroll(r *request, all []found, size, targets int) (result, error) {
	life, err := scrollLife(r.URL.Query().Get("scroll"))
	if err != nil {
		return result{}, err
	}
	scrolls.Lock()
	defer scrolls.Unlock()
	now := time.Now()
	for id, each := range scrolls.open {
		if each.ends.Before(now) {
			delete(scrolls.open, id)
		}
	}
	if len(scrolls.open) >= maxScrolls {
		return result{}, apiError{429, "too_many_scroll_contexts_exception", "Trying to create too many scroll contexts"}
	}
	id := rand.Text()
	scrolls.open[id] = &scrolled{all: all, at: size, size: size, targets: targets, owner: r.who.name, ends: now.Add(life), life: life}
	answer := page(all, 0, size, targets)
	answer["_scroll_id"] = id
	return ok(answer)
}

// scroll gives the next page to whoever opened it.
func scroll(n *node, r *request) (result, error) {
	var wanted struct {
		Scroll string `json:"scroll"`
		ID     string `json:"scroll_id"`
	}
	if err := r.decode(&wanted); err != nil {
		return result{}, err
	}
	scrolls.Lock()
	defer scrolls.Unlock()
	held := scrolls.open[wanted.ID]
	if held == nil || held.owner != r.who.name || held.ends.Before(time.Now()) {
		return result{}, apiError{404, "search_context_missing_exception", "No search context found for id [" + wanted.ID + "]"}
	}
	if wanted.Scroll != "" {
		life, err := scrollLife(wanted.Scroll)
		if err != nil {
			return result{}, err
		}
		held.life = life
	}
	held.ends = time.Now().Add(held.life)
	answer := page(held.all, held.at, held.size, held.targets)
	held.at += held.size
	answer["_scroll_id"] = wanted.ID
	return ok(answer)
}

func deleteScroll(n *node, r *request) (result, error) {
	scrolls.Lock()
	defer scrolls.Unlock()
	id := r.PathValue("0")
	held := scrolls.open[id]
	if held == nil || held.owner != r.who.name {
		return result{}, apiError{404, "search_context_missing_exception", "No search context found for id [" + id + "]"}
	}
	delete(scrolls.open, id)
	return ok(map[string]any{"succeeded": true, "num_freed": 1})
}
