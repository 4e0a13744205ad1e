/**
 * What is logged, and the one way to log it. A fact has a name and a value of a type that is safe
 * to show. There is no way in for any other value.
 */
package org.tillkeeper.agent.log;
