/**
 * Keys, check values and PIN blocks. Knows bytes, not messages; keeps no key longer than its caller
 * asks.
 */
package org.tillkeeper.iso8583.security;
