/** Writes a terminal's first configuration, checked, and tries the line with it. */
package org.tillkeeper.tools.setup;
