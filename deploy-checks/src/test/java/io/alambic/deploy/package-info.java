/** Holds the deployment files, the documented metrics and the documented settings against each other. */
package io.alambic.deploy;
