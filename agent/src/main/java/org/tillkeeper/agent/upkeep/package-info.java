/**
 * What the agent does by itself, and how it stands: it settles at its hour, erases what is old,
 * looks for damage, and finds what is wrong as facts.
 */
package org.tillkeeper.agent.upkeep;
