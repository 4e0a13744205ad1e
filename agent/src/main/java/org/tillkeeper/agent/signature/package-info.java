/**
 * What a cardholder drew on a signature pad, and the picture that the acquirer is told of it. Pure
 * functions without any library for pictures: Android has none of the Java platform's, nor has the
 * runtime of a packaged agent. Safe for any thread.
 */
package org.tillkeeper.agent.signature;
