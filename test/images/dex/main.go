// A stand-in for Dex: signs people on by OpenID Connect with a directory's passwords. It reads Dex's configuration file
// and refuses what it does not know in it.
package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	if err := command(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

func command(arguments []string) error {
	if len(arguments) != 2 || arguments[0] != "serve" {
		return errors.New("usage: dex serve <config file>")
	}
	config, err := LoadConfig(arguments[1])
	if err != nil {
		return err
	}
	log := newLog(config)
	// The library has a logger of its own.
	slog.SetDefault(log)
	known, err := source(config.Connectors[0], log)
	if err != nil {
		return err
	}
	handler, err := NewServer(config, known, log)
	if err != nil {
		return err
	}
	log.Info("config issuer", "issuer", config.Issuer, "note", "stand-in for Dex")
	for _, client := range config.StaticClients {
		log.Info("config static client", "client_name", client.ID)
	}
	return serve(config, handler, log)
}

// source opens what a connector leads to.
func source(connector Connector, log *slog.Logger) (any, error) {
	if connector.Type == "oidc" {
		return NewUpstream(connector.OIDC, log)
	}
	return NewDirectory(connector.LDAP)
}

func serve(config *Config, handler http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Addr: config.Web.HTTP, Handler: handler,
		ReadHeaderTimeout: headerPatience, ReadTimeout: answerPatience, WriteTimeout: answerPatience,
		TLSConfig: &tls.Config{MinVersion: tls.VersionTLS13},
		ErrorLog:  slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	go func() {
		<-stop.Done()
		patience, done := context.WithTimeout(context.Background(), 5*time.Second)
		defer done()
		_ = server.Shutdown(patience)
	}()
	var err error
	if config.Web.HTTPS != "" {
		server.Addr = config.Web.HTTPS
		log.Info("listening on", "server", "https", "address", server.Addr)
		err = server.ListenAndServeTLS(config.Web.TLSCert, config.Web.TLSKey)
	} else {
		log.Info("listening on", "server", "http", "address", server.Addr)
		err = server.ListenAndServe()
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
