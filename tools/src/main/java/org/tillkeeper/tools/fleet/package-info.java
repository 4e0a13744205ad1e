/** Looks at a fleet of terminals by what its broker keeps of them. */
package org.tillkeeper.tools.fleet;
