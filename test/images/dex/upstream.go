package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"

	discovery "github.com/zitadel/oidc/v3/pkg/client"
	"github.com/zitadel/oidc/v3/pkg/client/rp"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"golang.org/x/oauth2"
)

// Upstream is another provider, to which people are led on; it is asked as Dex's connector asks.
type Upstream struct {
	config  OIDCConfig
	http    *http.Client
	storage *Storage
	next    func(context.Context, string) string
	log     *slog.Logger

	mutex sync.Mutex
	// Known once the provider has answered.
	oauth    *oauth2.Config
	verifier *rp.IDTokenVerifier
	// Of PKCE, by the request's id.
	verifiers map[string]string
}

// NewUpstream reads the authority that the provider's certificate must be of.
func NewUpstream(config OIDCConfig, log *slog.Logger) (*Upstream, error) {
	pem, err := os.ReadFile(config.RootCAs[0])
	if err != nil {
		return nil, fmt.Errorf("failed to read root-ca: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("no certs found in root CA file %q", config.RootCAs[0])
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS13}}
	asker := &http.Client{Transport: transport, Timeout: directoryPatience}
	return &Upstream{config: config, http: asker, log: log, verifiers: map[string]string{}}, nil
}

// open asks the provider what it is, once. As in Dex one that does not answer is asked again at the next sign-on.
func (u *Upstream) open(ctx context.Context) error {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	if u.oauth != nil {
		return nil
	}
	found, err := discovery.Discover(ctx, u.config.IssuerAlias, u.http, u.config.Issuer+oidc.DiscoveryEndpoint)
	if err != nil {
		return fmt.Errorf("failed to get provider: %w", err)
	}
	u.oauth = &oauth2.Config{
		ClientID: u.config.ClientID, ClientSecret: u.config.ClientSecret, RedirectURL: u.config.RedirectURI,
		Endpoint: oauth2.Endpoint{AuthURL: found.AuthorizationEndpoint, TokenURL: u.config.Overrides.TokenURL},
		Scopes:   append([]string{oidc.ScopeOpenID}, u.config.Scopes...),
	}
	keys := rp.NewRemoteKeySet(u.http, u.config.Overrides.JWKSURL)
	u.verifier = rp.NewIDTokenVerifier(found.Issuer, u.config.ClientID, keys)
	return nil
}

// leadOn sends somebody who is signing on to the provider.
func (u *Upstream) leadOn(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("state")
	if _, err := u.storage.find(id); err != nil {
		http.Error(w, "Requested resource does not exist.", http.StatusBadRequest)
		return
	}
	if err := u.open(r.Context()); err != nil {
		u.fail(w, "failed to open connector", err)
		return
	}
	verifier := oauth2.GenerateVerifier()
	u.mutex.Lock()
	u.verifiers[id] = verifier
	u.mutex.Unlock()
	http.Redirect(w, r, u.oauth.AuthCodeURL(id, oauth2.S256ChallengeOption(verifier)), http.StatusFound)
}

// comeBack takes the code that the provider has given.
func (u *Upstream) comeBack(w http.ResponseWriter, r *http.Request) {
	id, query := r.URL.Query().Get("state"), r.URL.Query()
	u.mutex.Lock()
	verifier, ok := u.verifiers[id]
	delete(u.verifiers, id)
	u.mutex.Unlock()
	if _, err := u.storage.find(id); err != nil || !ok {
		http.Error(w, "Requested resource does not exist.", http.StatusBadRequest)
		return
	}
	person, err := u.identify(r.Context(), query.Get("error"), query.Get("code"), verifier)
	if err == nil {
		err = u.storage.SignedOn(id, person)
	}
	if err != nil {
		u.fail(w, "failed to authenticate", err)
		return
	}
	u.log.Info("login successful", "connector_id", "oidc", "username", person.Username, "groups", person.Groups)
	http.Redirect(w, r, u.next(r.Context(), id), http.StatusSeeOther)
}

func (u *Upstream) fail(w http.ResponseWriter, what string, err error) {
	u.log.Error(what, "err", err.Error())
	http.Error(w, "Login error.", http.StatusInternalServerError)
}

func (u *Upstream) identify(ctx context.Context, refused, code, verifier string) (*Person, error) {
	if refused != "" {
		return nil, errors.New(refused)
	}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, u.http)
	tokens, err := u.oauth.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		return nil, fmt.Errorf("oidc: failed to get token: %w", err)
	}
	text, _ := tokens.Extra("id_token").(string)
	claims, err := rp.VerifyIDToken[*oidc.IDTokenClaims](ctx, text, u.verifier)
	if err != nil {
		return nil, fmt.Errorf("oidc: failed to verify ID Token: %w", err)
	}
	if claims.Name == "" || claims.Email == "" || !bool(claims.EmailVerified) {
		return nil, errors.New("oidc: name, email or email_verified is missing in the claims")
	}
	person := &Person{ID: claims.Subject, Username: claims.PreferredUsername, Name: claims.Name, Email: claims.Email}
	groups, _ := claims.Claims[u.config.ClaimMapping.Groups].([]any)
	for _, group := range groups {
		if name, ok := group.(string); ok {
			person.Groups = append(person.Groups, name)
		}
	}
	return person, nil
}
