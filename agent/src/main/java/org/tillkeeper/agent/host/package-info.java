/**
 * The line to the acquirer: routes, connections, TLS and framing. Knows bytes and frames; what a
 * frame means is the dialect's, what to do about it the loop's.
 */
package org.tillkeeper.agent.host;
