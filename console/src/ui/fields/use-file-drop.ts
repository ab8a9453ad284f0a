import { useState, type DragEvent } from 'react';

interface FileDrop {
  /** Files are held over the element. */
  isOver: boolean;
  /** For the element that takes them. */
  events: {
    onDragOver: (event: DragEvent) => void;
    onDragLeave: (event: DragEvent) => void;
    onDrop: (event: DragEvent) => void;
  };
}

/** Takes dropped files. Other things that are dragged pass. */
export const useFileDrop = (onFiles: (files: File[]) => void): FileDrop => {
  const [isOver, setOver] = useState(false);
  return {
    isOver,
    events: {
      onDragOver: (event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: ({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) {
          setOver(false);
        }
      },
      onDrop: (event) => {
        setOver(false);
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        onFiles([...event.dataTransfer.files]);
      },
    },
  };
};
