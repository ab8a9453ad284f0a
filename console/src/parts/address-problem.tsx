import { Button } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useMessages } from '../i18n/index.tsx';
import { ProblemAlert } from './problem-alert.tsx';

/** A read that the api refuses: a value in the address passes here and not there. */
export const AddressProblem = ({ error }: { error: unknown }) => {
  const { problems } = useMessages();
  const router = useRouter();
  return (
    <>
      <ProblemAlert error={error} title={problems.addressTitle} />
      <Button
        mt="sm"
        variant="default"
        size="compact-sm"
        onClick={() => router.history.push(router.state.location.pathname)}
      >
        {problems.clearAddress}
      </Button>
    </>
  );
};
