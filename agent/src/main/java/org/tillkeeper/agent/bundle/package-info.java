/**
 * The bundle: one signed file with what a terminal knows, and how it is checked. The file's form
 * and its check; what goes into it is for others to say.
 */
package org.tillkeeper.agent.bundle;
