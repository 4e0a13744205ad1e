/**
 * The terminal as a till sees it: what may be asked of it, which calls a payment takes, and what is
 * refused.
 */
package org.tillkeeper.agent.terminal;
