/** Models on servers of the Open Inference Protocol, over gRPC and REST. */
package io.alambic.models.remote;
