package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/go-ldap/ldap/v3"
)

// Person is what the directory knows of somebody who signed on.
type Person struct {
	ID, Username, Name, Email string
	Groups                    []string
}

// errWrong is for a name or a password that is not taken; it does not say which.
var errWrong = errors.New("invalid username or password")

// Directory asks an LDAP server over TLS, as Dex's connector does: find the entry, bind as it, find its groups.
type Directory struct {
	config LDAPConfig
	tls    *tls.Config
}

const directoryPatience = 10 * time.Second

// NewDirectory reads the authority that the server's certificate must be of.
func NewDirectory(config LDAPConfig) (*Directory, error) {
	pem, err := os.ReadFile(config.RootCA)
	if err != nil {
		return nil, fmt.Errorf("ldap: read ca file: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("ldap: no certs found in ca file")
	}
	host, _, err := net.SplitHostPort(config.Host)
	if err != nil {
		host, config.Host = config.Host, net.JoinHostPort(config.Host, "636")
	}
	return &Directory{config, &tls.Config{ServerName: host, RootCAs: roots, MinVersion: tls.VersionTLS13}}, nil
}

func (d *Directory) connect() (*ldap.Conn, error) {
	connection, err := ldap.DialURL("ldaps://"+d.config.Host, ldap.DialWithTLSConfig(d.tls),
		ldap.DialWithDialer(&net.Dialer{Timeout: directoryPatience}))
	if err != nil {
		return nil, fmt.Errorf("failed to connect: %w", err)
	}
	connection.SetTimeout(directoryPatience)
	if err := connection.Bind(d.config.BindDN, d.config.BindPW); err != nil {
		connection.Close()
		return nil, fmt.Errorf("ldap: initial bind for user %q failed: %w", d.config.BindDN, err)
	}
	return connection, nil
}

// search looks below a base for entries with an attribute, and with the filter of the configuration.
func search(connection *ldap.Conn, base, filter, attribute, value string, wanted ...string) ([]*ldap.Entry, error) {
	text := fmt.Sprintf("(%s=%s)", attribute, ldap.EscapeFilter(value))
	if filter != "" {
		text = fmt.Sprintf("(&%s%s)", filter, text)
	}
	answer, err := connection.Search(ldap.NewSearchRequest(
		base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false, text, wanted, nil))
	if err != nil {
		return nil, fmt.Errorf("ldap: search with filter %q failed: %w", text, err)
	}
	return answer.Entries, nil
}

func valueOf(entry *ldap.Entry, attribute string) string {
	if attribute == "DN" {
		return entry.DN
	}
	return entry.GetAttributeValue(attribute)
}

// SignOn answers errWrong for a name or a password that is not taken; any other error is the server's.
func (d *Directory) SignOn(_ context.Context, username, password string) (*Person, error) {
	// A bind without a password would succeed, as nobody.
	if username == "" || password == "" {
		return nil, errWrong
	}
	connection, err := d.connect()
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	users := d.config.UserSearch
	entries, err := search(connection, users.BaseDN, users.Filter, users.Username, username)
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return nil, errWrong
	}
	if len(entries) > 1 {
		return nil, fmt.Errorf("ldap: %d entries for one user name", len(entries))
	}
	entry := entries[0]
	if err := connection.Bind(entry.DN, password); err != nil {
		if ldap.IsErrorWithCode(err, ldap.LDAPResultInvalidCredentials) {
			return nil, errWrong
		}
		return nil, fmt.Errorf("ldap: failed to bind as dn %q: %w", entry.DN, err)
	}
	person := &Person{
		ID:       valueOf(entry, users.IDAttr),
		Username: valueOf(entry, users.PreferredUsernameAttr),
		Name:     valueOf(entry, users.NameAttr),
		Email:    valueOf(entry, users.EmailAttr),
	}
	var missing []string
	for name, value := range map[string]string{users.IDAttr: person.ID, users.EmailAttr: person.Email} {
		if value == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("ldap: entry %q missing following required attribute(s): %s", entry.DN, strings.Join(missing, ", "))
	}
	person.Groups, err = d.groups(entry)
	return person, err
}

// groups asks as the service again: the person may not search.
func (d *Directory) groups(user *ldap.Entry) ([]string, error) {
	connection, err := d.connect()
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	groups := d.config.GroupSearch
	match := groups.UserMatchers[0]
	entries, err := search(connection, groups.BaseDN, groups.Filter, match.GroupAttr, valueOf(user, match.UserAttr))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		name := valueOf(entry, groups.NameAttr)
		if name == "" {
			return nil, fmt.Errorf("ldap: group entity %q missing required attribute %q", entry.DN, groups.NameAttr)
		}
		names = append(names, name)
	}
	return names, nil
}
