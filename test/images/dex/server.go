package main

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/zitadel/oidc/v3/pkg/op"
)

// NewServer puts the library's provider, the form and the health page where Dex has them, below the issuer's path.
// What knows people is either asked by the form, or another provider.
func NewServer(config *Config, known any, log *slog.Logger) (http.Handler, error) {
	issuer, err := url.Parse(config.Issuer)
	if err != nil {
		return nil, err
	}
	base := strings.TrimSuffix(issuer.Path, "/")
	connector := config.Connectors[0]
	loginPath := "/auth/" + connector.ID + "/login"
	storage, err := NewStorage(config, base+loginPath+"?state=")
	if err != nil {
		return nil, err
	}
	settings := &op.Config{
		CodeMethodS256:  true,
		AuthMethodPost:  true,
		SupportedScopes: scopes,
		SupportedClaims: []string{"iss", "sub", "aud", "iat", "exp", "email", "email_verified", "name", "preferred_username", "groups"},
	}
	if _, err := rand.Read(settings.CryptoKey[:]); err != nil {
		return nil, err
	}
	options := []op.Option{
		op.WithCustomAuthEndpoint(op.NewEndpoint("auth")),
		op.WithCustomTokenEndpoint(op.NewEndpoint("token")),
		op.WithCustomUserinfoEndpoint(op.NewEndpoint("userinfo")),
		op.WithCustomKeysEndpoint(op.NewEndpoint("keys")),
		op.WithCustomIntrospectionEndpoint(op.NewEndpoint("token/introspect")),
	}
	if issuer.Scheme == "http" {
		options = append(options, op.WithAllowInsecure())
	}
	provider, err := op.NewProvider(settings, storage, op.StaticIssuer(config.Issuer), options...)
	if err != nil {
		return nil, err
	}
	routes := http.NewServeMux()
	routes.Handle("/", provider)
	withIssuer := op.NewIssuerInterceptor(provider.IssuerFromRequest).Handler
	switch known := known.(type) {
	case *Upstream:
		known.storage, known.next = storage, op.AuthCallbackURL(provider)
		routes.Handle(loginPath, withIssuer(http.HandlerFunc(known.leadOn)))
		routes.Handle("/callback", withIssuer(http.HandlerFunc(known.comeBack)))
	case people:
		form := &login{storage, known, connector.LDAP.UsernamePrompt, op.AuthCallbackURL(provider), log}
		routes.Handle(loginPath, withIssuer(form))
	default:
		return nil, fmt.Errorf("nobody knows people: %T", known)
	}
	routes.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("Health check passed"))
	})
	return withHeaders(config.Web.Headers, http.StripPrefix(base, routes)), nil
}

func withHeaders(headers map[string]string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		next.ServeHTTP(w, r)
	})
}

// newLog writes lines as the configuration says; never to a file.
func newLog(config *Config) *slog.Logger {
	level := slog.LevelInfo
	_ = level.UnmarshalText([]byte(config.Logger.Level))
	options := &slog.HandlerOptions{Level: level}
	if config.Logger.Format == "json" {
		return slog.New(slog.NewJSONHandler(os.Stdout, options))
	}
	return slog.New(slog.NewTextHandler(os.Stdout, options))
}

// Limits of a connection; people type passwords, machines ask for a few hundred bytes.
const (
	headerPatience = 10 * time.Second
	answerPatience = 30 * time.Second
)
