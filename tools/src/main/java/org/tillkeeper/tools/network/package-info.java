/** A line that can fail: a TCP proxy between a terminal and an acquirer, with rules set live. */
package org.tillkeeper.tools.network;
