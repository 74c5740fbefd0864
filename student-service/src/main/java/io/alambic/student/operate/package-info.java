/** The operator's gRPC service: versions, trainer, candidates. */
package io.alambic.student.operate;
