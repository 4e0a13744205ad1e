/**
 * What runs on the terminal. Arrows run one way: till, field -> loop -> payment; the loop uses
 * ledger, host and keys.
 */
package org.tillkeeper.agent;
