/** Dumps of messages made readable: any layout of hex, any dialect that fits, secrets masked. */
package org.tillkeeper.tools.decode;
