//go:build tools

package glauth

import _ "github.com/glauth/glauth/v2"
