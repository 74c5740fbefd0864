/** Differential privacy: noise, votes that it hides, and an account of what they cost. */
package io.alambic.core.privacy;
