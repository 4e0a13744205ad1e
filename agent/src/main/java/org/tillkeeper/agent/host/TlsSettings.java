package org.tillkeeper.agent.host;

import java.io.File;
import java.util.Optional;

/**
 * TLS 1.2 or newer towards the acquirer. A peer that does not verify is refused; there is no way to
 * switch that off.
 *
 * @param caFile PEM file of the only CA certificates trusted; empty: the system's
 * @param pin SHA-256 of the peer's SubjectPublicKeyInfo, 64 hex digits; empty: not pinned
 * @param certificateFile PEM client certificate chain, with {@code keyFile}; empty: none is sent
 * @param keyFile PEM PKCS#8 private key of the client certificate
 * @param serverName name the peer's certificate must carry; empty: the route's host
 */
public record TlsSettings(
    Optional<File> caFile,
    Optional<String> pin,
    Optional<File> certificateFile,
    Optional<File> keyFile,
    Optional<String> serverName) {}
