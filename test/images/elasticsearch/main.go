// A stand-in for Elasticsearch, for tests. It has the image's paths, settings and refusals, a part of the API, real
// authentication, authorisation and TLS, and keeps documents in plain files. It ranks nothing and forms no cluster.
package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

const home = "/usr/share/elasticsearch"

func main() {
	if len(os.Args) == 2 && (os.Args[1] == "--version" || os.Args[1] == "-V") {
		fmt.Printf("Version: %s, Build: stand-in\n", version)
		return
	}
	err := run(os.Args[1:])
	if err == nil {
		return
	}
	logLine("ERROR", "fatal exception while booting Elasticsearch: "+err.Error())
	fmt.Fprintln(os.Stderr, "ERROR: Elasticsearch did not exit normally: "+err.Error())
	code := exitFailed
	var refused refusal
	if errors.As(err, &refused) {
		code = refused.code
	}
	os.Exit(code)
}

func run(arguments []string) error {
	configuration, err := filepath.Abs(environment("ES_PATH_CONF", home+"/config"))
	if err != nil {
		return err
	}
	if err := requireConfiguration(configuration); err != nil {
		return err
	}
	s, err := readSettings(filepath.Join(configuration, "elasticsearch.yml"), append(arguments, environmentSettings(os.Environ())...))
	if err != nil {
		return err
	}
	nodeName = s.get("node.name", nodeName)
	options, err := readJvmOptions(configuration, os.Getenv("ES_JAVA_OPTS"))
	if err != nil {
		return err
	}
	memory, err := checkJvm(options)
	if err != nil {
		return err
	}
	if err := checkMemory(memory, limitFiles...); err != nil {
		return err
	}
	if memory.initial != memory.maximum {
		// As the real server: a bootstrap check, which a single node takes as a warning.
		logLine("WARN", fmt.Sprintf("initial heap size [%d] not equal to maximum heap size [%d]; this can cause resize pauses",
			memory.initial, memory.maximum))
	}
	if err := requireWritable(s.get("path.logs", home+"/logs"), environment("ES_TMPDIR", "/tmp")); err != nil {
		return err
	}
	if err := checkNode(s); err != nil {
		return err
	}
	n, err := openNode(s, configuration)
	if err != nil {
		return err
	}
	return n.serve(configuration)
}

func environment(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

// openNode opens what the data directory holds.
func openNode(s settings, configuration string) (*node, error) {
	data := s.get("path.data", home+"/data")
	if err := openData(data); err != nil {
		return nil, err
	}
	store, err := openSecurityStore(data)
	if err != nil {
		return nil, err
	}
	all, err := openIndices(data)
	if err != nil {
		return nil, refuse("the data in [%s] cannot be read: %v", data, err)
	}
	templates, err := openTemplates(data)
	if err != nil {
		return nil, refuse("the templates in [%s] cannot be read: %v", data, err)
	}
	users := &authenticator{
		file:  readFileRealm(filepath.Join(configuration, "users"), filepath.Join(configuration, "users_roles")),
		store: store, matched: map[[32]byte]bool{},
		fileOn: realmEnabled(s, "file"), nativeOn: realmEnabled(s, "native"),
		fileName: realmName(s, "file"), nativeName: realmName(s, "native"),
	}
	return &node{settings: s, store: store, indices: all, templates: templates, users: users, started: time.Now()}, nil
}

func realmName(s settings, kind string) string {
	for name := range s {
		if parts := realmSetting.FindStringSubmatch(name); parts != nil && parts[1] == kind {
			return parts[2]
		}
	}
	return "default_" + kind
}

// heapMaximum is what -Xmx says.
func (n *node) heapMaximum() int64 {
	options, _ := readJvmOptions(environment("ES_PATH_CONF", home+"/config"), os.Getenv("ES_JAVA_OPTS"))
	memory, _ := checkJvm(options)
	return memory.maximum
}

// serve listens until a signal ends the node.
func (n *node) serve(configuration string) error {
	transport, err := n.listen("transport", "9300", configuration)
	if err != nil {
		return err
	}
	for _, each := range transport {
		go closeAll(each)
	}
	listeners, err := n.listen("http", "9200", configuration)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: n, ReadHeaderTimeout: 30 * time.Second, ErrorLog: log.New(warnings{}, "", 0)}
	failed := make(chan error, len(listeners))
	for _, each := range listeners {
		go func() { failed <- server.Serve(each) }()
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	logLine("INFO", "started: a stand-in for Elasticsearch "+version+", for tests")
	select {
	case err := <-failed:
		return err
	case <-stop:
	}
	logLine("INFO", "stopping ...")
	ending, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err = server.Shutdown(ending)
	logLine("INFO", "closed")
	return err
}

// listen binds one layer's addresses, with TLS as its settings say.
func (n *node) listen(layer, portNumber, configuration string) ([]net.Listener, error) {
	config, err := tlsConfiguration(n.settings, layer, configuration)
	if err != nil {
		return nil, err
	}
	addresses := n.settings.list(layer+".host", n.settings.list("network.host", "127.0.0.1")...)
	var listeners []net.Listener
	for _, address := range addresses {
		at := net.JoinHostPort(address, n.settings.get(layer+".port", portNumber))
		listener, err := net.Listen("tcp", at)
		if err != nil {
			return nil, refuse("Failed to bind to %s (%s): %v", at, layer, err)
		}
		if config != nil {
			listener = closing{tls.NewListener(listener, config)}
		}
		logLine("INFO", fmt.Sprintf("%s bound to {%s}", layer, at))
		listeners = append(listeners, listener)
	}
	return listeners, nil
}

// closing hides from the HTTP server that a connection has TLS: it answers plain requests in plain, and this server, as
// the real one, only closes the connection.
type closing struct{ net.Listener }

type hidden struct{ net.Conn }

func (c closing) Accept() (net.Conn, error) {
	connection, err := c.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return hidden{connection}, nil
}

// closeAll is all of the transport layer: a handshake, and the end of the connection.
func closeAll(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			connection.SetDeadline(time.Now().Add(10 * time.Second))
			if over, is := connection.(hidden); is {
				over.Conn.(*tls.Conn).Handshake()
			}
		}()
	}
}
