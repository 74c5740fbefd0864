/** What every network has in common: its signature, answers, and where it can be trained, its weights. */
package io.alambic.core.model;
