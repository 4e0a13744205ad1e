/**
 * The messages of the terminal itself: sign-in, sign-off, echo, settlement, what chips did with
 * scripts, and what the acquirer orders.
 */
package org.tillkeeper.agent.management;
