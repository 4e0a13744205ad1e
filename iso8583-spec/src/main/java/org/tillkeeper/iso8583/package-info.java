/**
 * What is on the wire: dialects of ISO 8583 as data, packed and unpacked with jPOS. No I/O, no
 * threads, no clock.
 */
package org.tillkeeper.iso8583;
