/** What holds secrets for a moment, and is zeroed before its memory is given back. */
package org.tillkeeper.agent.memory;
