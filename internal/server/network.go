package server

import (
	"encoding/pem"
	"errors"
	"fmt"
	"os"

	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/egress"
	"github.com/gatehouse-project/gatehouse/internal/emulator"
)

// startAzure starts local Azure when the settings ask for it.
func (s *Server) startAzure(c *Configuration) (err error) {
	local := c.Settings.LocalAzure
	if !local.Enabled {
		return nil
	}
	s.azure, err = emulator.Start(emulator.Options{
		IdentityAddress: local.Identity, HTTPSAddress: local.HTTPS, Seed: c.Seed, Folder: s.opts.AzureFolder, Log: s.log,
	})
	if err != nil {
		return fmt.Errorf("starting local Azure: %w", err)
	}
	return nil
}

// network makes the egress of all calls. What the settings say about a host goes
// before local Azure.
func (s *Server) network(settings *config.Settings) (*egress.Network, error) {
	hosts := map[string]egress.Host{}
	if s.azure != nil {
		ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.azure.CA().Raw})
		for pattern, address := range s.azure.HostMap() {
			hosts[pattern] = egress.Host{Address: address, CA: ca}
		}
	}
	var errs []error
	for _, h := range settings.Hosts {
		host := egress.Host{Address: h.Address}
		if h.CA != "" {
			ca, err := os.ReadFile(h.CA)
			if err != nil {
				errs = append(errs, err)
				continue
			}
			host.CA = ca
		}
		hosts[h.Pattern] = host
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return egress.New(egress.Settings{Hosts: hosts})
}
