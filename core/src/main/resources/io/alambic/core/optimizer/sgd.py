class Function(Module):
  def forward(self,
    weights: List[Tensor],
    gradients: List[Tensor],
    velocities: List[Tensor],
    numbers: List[Tensor]) -> Tensor:
    rate = float(numbers[0][0])
    scale = float(numbers[0][1])
    decay = float(numbers[0][2])
    momentum = float(numbers[0][3])
    nesterov = bool(numbers[0][4])
    if torch.ne(scale, 1.):
      directions = torch._foreach_mul(gradients, scale)
    else:
      directions = gradients
    if torch.ne(momentum, 0.):
      torch._fused_sgd_(weights, directions, velocities, weight_decay=decay, momentum=momentum, lr=rate, dampening=0., nesterov=nesterov, maximize=False, is_first_step=False)
    else:
      torch._fused_sgd_(weights, directions, [], weight_decay=decay, momentum=0., lr=rate, dampening=0., nesterov=False, maximize=False, is_first_step=False)
    return numbers[0]
