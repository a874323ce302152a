//go:build tools

// Package supercronic pins the scheduler of the pipeline's image, with all it is made of.
package supercronic

import _ "github.com/aptible/supercronic"
