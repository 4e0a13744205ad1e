/**
 * The session with the acquirer: what goes next, what is on its way, and what its answer changes.
 * One {@code Turn} after another is carried out; a payment changes only by an event that the core
 * decides.
 */
package org.tillkeeper.agent.session;
