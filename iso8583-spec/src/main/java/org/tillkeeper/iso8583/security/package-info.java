/**
 * Keys, check values, PIN blocks and tracks. Knows bytes, not messages; keeps no key longer than
 * its caller asks.
 */
package org.tillkeeper.iso8583.security;
