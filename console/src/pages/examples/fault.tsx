import { Button } from '@mantine/core';
import { useState } from 'react';

/** Fails like a page with a fault in its script. */
export const FaultExample = () => {
  const [hasFailed, setFailed] = useState(false);
  if (hasFailed) throw new TypeError('this example fails');
  return <Button onClick={() => setFailed(true)}>Fail</Button>;
};
