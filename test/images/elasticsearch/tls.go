package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
)

var protocolVersions = map[string]uint16{
	"TLSv1": tls.VersionTLS10, "TLSv1.1": tls.VersionTLS11, "TLSv1.2": tls.VersionTLS12, "TLSv1.3": tls.VersionTLS13,
}

// tlsConfiguration makes one layer's TLS ("http" or "transport") what its settings say; nil where it is switched off.
func tlsConfiguration(s settings, layer, directory string) (*tls.Config, error) {
	prefix := "xpack.security." + layer + ".ssl"
	if !s.is(prefix+".enabled", false) {
		for _, name := range []string{"certificate", "key", "supported_protocols"} {
			if s[prefix+"."+name] != nil {
				return nil, refuse("invalid configuration for %s - [%s.enabled] is not set, but the following settings have been "+
					"configured in elasticsearch.yml : [%s.%s]", prefix, prefix, prefix, name)
			}
		}
		return nil, nil
	}
	certificate, key := s.get(prefix+".certificate", ""), s.get(prefix+".key", "")
	if certificate == "" || key == "" {
		return nil, refuse("invalid SSL configuration for %s - server ssl configuration requires a key and certificate, but these "+
			"have not been configured; you must set both [%s.key] and [%s.certificate]", prefix, prefix, prefix)
	}
	fail := func(what, name string, err error) error {
		return refuse("failed to load SSL configuration [%s] - cannot read configured %s [%s]: %v", prefix, what, name, err)
	}
	certificatePem, err := readInside(directory, certificate)
	if err != nil {
		return nil, fail("PEM certificate", certificate, err)
	}
	keyPem, err := readInside(directory, key)
	if err != nil {
		return nil, fail("PEM private key", key, err)
	}
	pair, err := tls.X509KeyPair(certificatePem, keyPem)
	if err != nil {
		return nil, fail("key pair", certificate+", "+key, err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{pair}}
	if err := setProtocols(config, s.list(prefix+".supported_protocols", "TLSv1.3", "TLSv1.2")); err != nil {
		return nil, refuse("failed to load SSL configuration [%s] - %v", prefix, err)
	}
	authorities := x509.NewCertPool()
	for _, name := range s.list(prefix + ".certificate_authorities") {
		content, err := readInside(directory, name)
		if err == nil && !authorities.AppendCertsFromPEM(content) {
			err = fmt.Errorf("it has no PEM certificate")
		}
		if err != nil {
			return nil, fail("PEM certificate_authorities", name, err)
		}
	}
	otherwise := map[string]string{"http": "none", "transport": "required"}[layer]
	config.ClientCAs = authorities
	config.ClientAuth = map[string]tls.ClientAuthType{
		"none": tls.NoClientCert, "optional": tls.VerifyClientCertIfGiven, "required": tls.RequireAndVerifyClientCert,
	}[s.get(prefix+".client_authentication", otherwise)]
	return config, nil
}

func setProtocols(config *tls.Config, names []string) error {
	wanted := map[uint16]bool{}
	for _, name := range names {
		version := protocolVersions[name]
		wanted[version] = true
		if config.MinVersion == 0 || version < config.MinVersion {
			config.MinVersion = version
		}
		config.MaxVersion = max(config.MaxVersion, version)
	}
	if len(names) == 0 {
		return fmt.Errorf("no supported SSL/TLS protocol was found in the configured supported protocols: %v", names)
	}
	for version := config.MinVersion; version <= config.MaxVersion; version++ {
		if !wanted[version] {
			return fmt.Errorf("supported protocols %v have a gap, which this stand-in cannot do", names)
		}
	}
	return nil
}

func readInside(directory, name string) ([]byte, error) {
	file, err := inside(directory, name)
	if err != nil {
		return nil, err
	}
	return os.ReadFile(file)
}
