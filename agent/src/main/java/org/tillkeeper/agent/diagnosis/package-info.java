/**
 * What is wrong with a terminal, and what of it comes first: from the cable to the account. It
 * looks, and changes nothing. No message is ever sent to the acquirer by it.
 */
package org.tillkeeper.agent.diagnosis;
