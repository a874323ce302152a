package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
)

// Exit codes: configuration errors have the image's code for them, a node that cannot start has 1.
const (
	exitFailed        = 1
	exitConfiguration = 78
	// What is left of a process that the kernel ends for its memory.
	exitKilled = 137
)

// nodeName is in every line, as in the image's.
var nodeName = "search-store"

// logLine writes one line of JSON to standard output, with the field names of the image's ECS layout.
func logLine(level, message string) {
	line, _ := json.Marshal(map[string]string{
		"@timestamp":              time.Now().UTC().Format("2006-01-02T15:04:05.000Z"),
		"log.level":               level,
		"message":                 message,
		"ecs.version":             "1.2.0",
		"service.name":            "ES_ECS",
		"event.dataset":           "elasticsearch.server",
		"process.thread.name":     "main",
		"log.logger":              "stand-in",
		"elasticsearch.node.name": nodeName,
	})
	fmt.Fprintln(os.Stdout, string(line))
}

// refusal is a reason not to start, and the code to end with.
type refusal struct {
	code   int
	reason string
}

func (r refusal) Error() string { return r.reason }

// refuse makes a refusal to start because of a setting.
func refuse(format string, values ...any) error {
	return refusal{exitFailed, fmt.Sprintf(format, values...)}
}

// warnings takes what the HTTP server has to say, such as a handshake that failed.
type warnings struct{}

func (warnings) Write(line []byte) (int, error) {
	logLine("WARN", strings.TrimSpace(string(line)))
	return len(line), nil
}
