package main

import (
	"context"
	_ "embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
)

//go:embed login.html
var loginPage string

// people is who may sign on.
type people interface {
	SignOn(ctx context.Context, username, password string) (*Person, error)
}

// login is the form, with the names of Dex's: fields `login` and `password`, the request in `state`.
type login struct {
	storage   *Storage
	directory people
	prompt    string
	// next leads on, to the service that asked.
	next func(context.Context, string) string
	log  *slog.Logger
}

var page = template.Must(template.New("login").Parse(loginPage))

func (l *login) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("state")
	if _, err := l.storage.find(id); err != nil {
		http.Error(w, "Requested resource does not exist.", http.StatusBadRequest)
		return
	}
	switch r.Method {
	case http.MethodGet:
		l.show(w, http.StatusOK, "")
	case http.MethodPost:
		l.signOn(w, r, id)
	default:
		http.Error(w, "Unsupported request method.", http.StatusMethodNotAllowed)
	}
}

func (l *login) show(w http.ResponseWriter, status int, username string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = page.Execute(w, map[string]any{"Prompt": l.prompt, "Username": username, "Invalid": status != http.StatusOK})
}

func (l *login) signOn(w http.ResponseWriter, r *http.Request, id string) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	username, password := r.PostFormValue("login"), r.PostFormValue("password")
	person, err := l.directory.SignOn(r.Context(), username, password)
	if errors.Is(err, errWrong) {
		l.log.Warn("login failed: invalid credentials", "user", username)
		l.show(w, http.StatusUnauthorized, username)
		return
	}
	if err == nil {
		err = l.storage.SignedOn(id, person)
	}
	if err != nil {
		l.log.Error("failed to login user", "err", err.Error())
		http.Error(w, "Login error.", http.StatusInternalServerError)
		return
	}
	l.log.Info("login successful", "connector_id", "ldap", "username", person.Username, "groups", person.Groups)
	http.Redirect(w, r, l.next(r.Context(), id), http.StatusSeeOther)
}
