package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/subtle"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

const accessTokenLifetime = 10 * time.Minute

var errNotFound = errors.New("not found, used up or expired")

// Storage keeps requests and tokens in memory, as Dex does with `storage.type: memory`: a restart forgets them and
// makes a new key.
type Storage struct {
	clients         map[string]*client
	requestLifetime time.Duration
	key             signingKey

	mutex    sync.Mutex
	requests map[string]*request
	codes    map[string]string
	tokens   map[string]*token
}

type token struct {
	person  *Person
	scopes  []string
	expires time.Time
}

type signingKey struct {
	id  string
	key *rsa.PrivateKey
}

func (k signingKey) ID() string                                  { return k.id }
func (k signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k signingKey) Key() any                                    { return k.key }

type publicKey struct{ signingKey }

func (k publicKey) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k publicKey) Use() string                        { return "sig" }
func (k publicKey) Key() any                           { return k.key.Public() }

// NewStorage makes the signing key and knows the static clients.
func NewStorage(config *Config, loginURL string) (*Storage, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	idTokens, _ := time.ParseDuration(config.Expiry.IDTokens)
	requests, _ := time.ParseDuration(config.Expiry.AuthRequests)
	clients := map[string]*client{}
	for _, each := range config.StaticClients {
		clients[each.ID] = &client{each, loginURL, idTokens}
	}
	return &Storage{
		clients:         clients,
		requestLifetime: requests,
		key:             signingKey{uuid.NewString(), key},
		requests:        map[string]*request{},
		codes:           map[string]string{},
		tokens:          map[string]*token{},
	}, nil
}

// forget drops what has expired; called with the lock held.
func (s *Storage) forget() {
	now := time.Now()
	for id, each := range s.requests {
		if now.After(each.made.Add(s.requestLifetime)) {
			delete(s.requests, id)
		}
	}
	for code, id := range s.codes {
		if s.requests[id] == nil {
			delete(s.codes, code)
		}
	}
	for id, each := range s.tokens {
		if now.After(each.expires) {
			delete(s.tokens, id)
		}
	}
}

func (s *Storage) CreateAuthRequest(_ context.Context, asked *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	if len(asked.Prompt) == 1 && asked.Prompt[0] == oidc.PromptNone {
		return nil, oidc.ErrLoginRequired()
	}
	// The library lets a public client come back to any port of loopback; Dex takes the named addresses alone.
	if known, ok := s.clients[asked.ClientID]; !ok || !slices.Contains(known.StaticClient.RedirectURIs, asked.RedirectURI) {
		return nil, oidc.ErrInvalidRequestRedirectURI()
	}
	made := &request{AuthRequest: asked, id: uuid.NewString(), made: time.Now()}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.forget()
	s.requests[made.id] = made
	return made, nil
}

func (s *Storage) find(id string) (*request, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.forget()
	if found, ok := s.requests[id]; ok {
		return found, nil
	}
	return nil, errNotFound
}

func (s *Storage) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	return s.find(id)
}

func (s *Storage) AuthRequestByCode(_ context.Context, code string) (op.AuthRequest, error) {
	s.mutex.Lock()
	id, ok := s.codes[code]
	s.mutex.Unlock()
	if !ok {
		return nil, errNotFound
	}
	return s.find(id)
}

func (s *Storage) SaveAuthCode(_ context.Context, id, code string) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.codes[code] = id
	return nil
}

func (s *Storage) DeleteAuthRequest(_ context.Context, id string) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.requests, id)
	s.forget()
	return nil
}

// SignedOn notes who answered the form of a request.
func (s *Storage) SignedOn(id string, person *Person) error {
	found, err := s.find(id)
	if err != nil {
		return err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	found.person, found.signedOn = person, time.Now()
	return nil
}

func (s *Storage) CreateAccessToken(_ context.Context, asked op.TokenRequest) (string, time.Time, error) {
	of, ok := asked.(*request)
	if !ok || of.person == nil {
		return "", time.Time{}, oidc.ErrUnsupportedGrantType()
	}
	made := &token{of.person, of.Scopes, time.Now().Add(accessTokenLifetime)}
	id := uuid.NewString()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.tokens[id] = made
	return id, made.expires, nil
}

func (s *Storage) SigningKey(context.Context) (op.SigningKey, error) { return s.key, nil }
func (s *Storage) KeySet(context.Context) ([]op.Key, error)          { return []op.Key{publicKey{s.key}}, nil }
func (s *Storage) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}

func (s *Storage) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	if found, ok := s.clients[id]; ok {
		return found, nil
	}
	return nil, errNotFound
}

func (s *Storage) AuthorizeClientIDSecret(_ context.Context, id, secret string) error {
	found, ok := s.clients[id]
	if !ok || found.Public || subtle.ConstantTimeCompare([]byte(found.Secret), []byte(secret)) != 1 {
		return errNotFound
	}
	return nil
}

// SetUserinfoFromRequest fills an ID token.
func (s *Storage) SetUserinfoFromRequest(_ context.Context, info *oidc.UserInfo, asked op.IDTokenRequest, scopes []string) error {
	of, ok := asked.(*request)
	if !ok || of.person == nil {
		return errNotFound
	}
	of.person.describe(info, scopes)
	return nil
}

func (s *Storage) SetUserinfoFromToken(_ context.Context, info *oidc.UserInfo, id, _, _ string) error {
	s.mutex.Lock()
	s.forget()
	found, ok := s.tokens[id]
	s.mutex.Unlock()
	if !ok {
		return errNotFound
	}
	found.person.describe(info, found.scopes)
	return nil
}

func (p *Person) describe(info *oidc.UserInfo, scopes []string) {
	info.Subject = p.ID
	for _, scope := range scopes {
		switch scope {
		case oidc.ScopeProfile:
			info.Name, info.PreferredUsername = p.Name, p.Username
		case oidc.ScopeEmail:
			info.Email, info.EmailVerified = p.Email, true
		case "groups":
			info.AppendClaims("groups", p.Groups)
		}
	}
}
