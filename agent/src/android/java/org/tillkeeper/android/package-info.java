/**
 * The agent as an app: what starts it, keeps it alive and awake, shows it, and lets other apps of
 * the device reach it. What a payment is, is decided by the agent alone.
 */
package org.tillkeeper.android;
