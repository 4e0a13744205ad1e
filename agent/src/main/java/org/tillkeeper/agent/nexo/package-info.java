/**
 * The port for tills that speak nexo Retailer: their messages in JSON over TLS, plain or encrypted.
 * It asks the terminal as the till API does and knows no way of its own to move money.
 */
package org.tillkeeper.agent.nexo;
